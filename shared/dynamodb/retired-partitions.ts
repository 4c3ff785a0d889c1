import { subjectKinds } from '#shared/domain/audit-event';
import { keys } from './keys.ts';

/** Where what is older than the retention stands: chains of events, closed activations, and what approvers find them by. */
export const retiredPartitions = [
  ...subjectKinds.map((kind) => keys.event({ kind, id: '*' }, 0).pk),
  keys.decided('*', '', '').pk,
];
