import * as v from 'valibot';
import { Actor } from '#shared/domain/audit-event';

/** Who did it, as the audit names them. */
export const ActorView = v.strictObject(v.pick(Actor, ['id', 'displayName']).entries);
