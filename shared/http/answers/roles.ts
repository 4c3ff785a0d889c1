import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { RoleProvider } from '#shared/domain/role';

/** What the routes of roles answer, for the OpenAPI document. */
const RoleView = v.strictObject({
  id: Id,
  displayName: v.string(),
  description: v.string(),
  privileged: v.boolean(),
  builtIn: v.boolean(),
  enabled: v.boolean(),
  provider: RoleProvider,
});

export const roleAnswers = {
  listRoles: { 200: v.strictObject({ items: v.array(RoleView), nextCursor: v.exactOptional(v.string()) }) },
  getRole: { 200: RoleView },
  createRole: { 201: RoleView },
  changeRole: { 200: RoleView },
} satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
