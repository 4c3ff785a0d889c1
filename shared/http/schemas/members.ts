import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { ExportPage } from '../fields.ts';

export const MembersQuery = ExportPage;
export const RoleMembersQuery = v.strictObject({ ...ExportPage.entries, resourceId: v.exactOptional(Id) });
