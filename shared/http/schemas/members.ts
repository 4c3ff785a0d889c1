import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { memberStateFilters } from '#shared/domain/member-state';
import { ExportPage } from '../fields.ts';

export const MembersQuery = v.strictObject({
  ...ExportPage.entries,
  principalId: v.exactOptional(Id),
  state: v.exactOptional(
    v.pipe(
      v.picklist(memberStateFilters, `must be one of: ${memberStateFilters.join(', ')}`),
      v.description('active: who holds a role, activated or not; eligible: who may activate one.'),
    ),
  ),
});
export const RoleMembersQuery = v.strictObject({ ...ExportPage.entries, resourceId: v.exactOptional(Id) });
