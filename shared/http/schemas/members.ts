import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { bounded, Limit } from '../fields.ts';

const entries = {
  limit: v.exactOptional(v.pipe(Limit, v.maxValue(1000, 'at most 1000')), '25'),
  cursor: v.exactOptional(bounded(2000)),
};
export const MembersQuery = v.strictObject(entries);
export const RoleMembersQuery = v.strictObject({ ...entries, resourceId: v.exactOptional(Id) });
