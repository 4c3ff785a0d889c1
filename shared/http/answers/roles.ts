import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { RoleProvider } from '#shared/domain/role';
import type { AnswerSchemas } from '../answers.ts';
import { searchedPageOf } from './page.ts';

/** A role as it is shown. */
export const RoleView = v.strictObject({
  id: Id,
  displayName: v.string(),
  description: v.string(),
  privileged: v.boolean(),
  builtIn: v.boolean(),
  enabled: v.boolean(),
  archived: v.exactOptional(v.literal(true)),
  provider: RoleProvider,
});

export const roleAnswers = {
  listRoles: { 200: searchedPageOf(RoleView) },
  getRole: { 200: RoleView },
  createRole: { 201: RoleView },
  deleteRole: { 204: v.undefined() },
  changeRole: { 200: RoleView },
} as const satisfies Record<string, AnswerSchemas>;
