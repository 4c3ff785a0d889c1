import * as v from 'valibot';
import { type Actor, ada, linus, margaret } from './actors.ts';
import type { Stage } from './stage.ts';
import { plainLine } from './telling.ts';

/** Which roles of whom the story needs to be free. */
const needed: readonly (readonly [holder: Actor, roleIds: readonly string[]])[] = [
  [ada, ['exchange-administrator']],
  [margaret, ['user-administrator', 'helpdesk-administrator']],
  [linus, ['helpdesk-administrator']],
];

const Role = v.object({
  roleId: v.string(),
  roleName: v.string(),
  status: v.string(),
  activationId: v.optional(v.string()),
});
const Roles = v.object({ items: v.array(Role) });

/** Cancels or gives back what somebody who played with this stack left open; says so, and nothing when all is free. */
export async function clearTheWay(stage: Stage, backstage: Stage): Promise<void> {
  for (const [holder, roleIds] of needed) {
    const { items } = await backstage.ask(listRoles(holder), { status: 200, body: Roles, telling: () => [] });
    const open = items.filter(({ roleId, activationId }) => activationId && roleIds.includes(roleId));
    for (const role of open) {
      stage.tell([plainLine(`Before the story begins, ${holder.name} ends ${role.roleName} (${role.status}).`)]);
      await end(backstage, holder, role);
    }
  }
}

async function end(backstage: Stage, by: Actor, { activationId, roleId, status }: v.InferOutput<typeof Role>) {
  const verb = status === 'active' ? 'deactivate' : 'cancel';
  const path = `/v1/activations/${activationId}/${verb}`;
  const isOnItsWay = status === 'provisioning' || status === 'revoking';
  if (!isOnItsWay)
    await backstage.ask({ by, method: 'POST', path }, { status: 200, body: v.unknown(), telling: () => [] });

  const isFree = (roles: v.InferOutput<typeof Role>[]) =>
    roles.every((role) => role.roleId !== roleId || role.activationId === undefined);
  const body = v.object({ items: v.pipe(v.array(Role), v.check(isFree, `${roleId} is still open`)) });
  await backstage.askUntil(listRoles(by), { status: 200, body, telling: () => [] });
}

function listRoles(by: Actor) {
  return { by, method: 'GET', path: '/v1/me/roles' } as const;
}
