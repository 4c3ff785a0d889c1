import type { Approval } from '#shared/domain/activation';
import { isInForce } from '#shared/domain/assignment';
import { mostYeses } from '#shared/domain/most-yeses';
import { type Accounts, isSamePersonByNow, type PersonKey } from '#shared/domain/person';
import { isPerson, type Principal } from '#shared/domain/principal';
import { type Violation, violation } from '#shared/domain/refusal';
import { covers, directory, type Resource } from '#shared/domain/resource';
import type { ApproverEntry, RoleSettings, SettingsVersion } from '#shared/domain/role-settings';
import type { Guard, Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';
import { findHeldRole, groupGuards, isHolding } from './caller.ts';
import { findAccounts } from './find-accounts.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now'>;

/** The people behind a list of approver entries, each once, without the person whose request it is; and who is whose account. */
export async function listApprovers(
  entries: readonly ApproverEntry[],
  except: PersonKey,
  at: Resource,
  needs: Needs,
): Promise<{ people: Principal[]; accounts: Accounts }> {
  const found = (await Promise.all(entries.map((entry) => peopleOf(entry, at, needs)))).flat();
  const byId = new Map(found.map((person) => [person.id, person]));
  const accounts = await findAccounts({ recorded: [except], current: [...byId.values()] }, needs);
  const people = [...byId.values()].filter((person) => !isSamePersonByNow(except, person, accounts));
  return { people, accounts };
}

/** The enabled people an approver entry stands for at a resource, right now. */
export async function peopleOf(entry: ApproverEntry, at: Resource, needs: Needs): Promise<Principal[]> {
  if (entry.kind === 'role') return listRoleHolders(entry.id, ['active'], needs, at);
  return peopleAmong([entry.id], needs);
}

/** The people who hold a role at a resource now (active), or could activate it there (eligible), groups resolved; each once. */
export async function listRoleHolders(
  roleId: string,
  types: readonly ('active' | 'eligible')[],
  needs: Needs,
  at = directory,
): Promise<Principal[]> {
  const now = needs.now();
  const lists = await Promise.all(types.map((type) => needs.roles.listAssignments(roleId, type)));
  const assigned = lists.flat().filter((one) => isInForce(one, now) && covers(one.resourceId, at));
  const activated = (await needs.roles.listOpenActivations(roleId)).filter((open) => isHolding(open, at, now));
  const ids = [...assigned.map((assignment) => assignment.principalId), ...activated.map((open) => open.principalId)];
  return peopleAmong(ids, needs);
}

/** The enabled people among principals, groups resolved; each once. */
export async function peopleAmong(ids: readonly string[], { principals }: Needs): Promise<Principal[]> {
  const enabled = (await principals.findSeveral(ids)).filter((principal) => principal.enabled);
  const members = await Promise.all(
    enabled.filter(({ kind }) => kind === 'group').map(({ id }) => principals.listMembers(id)),
  );
  const people = [...enabled.filter(isPerson), ...members.flat()];
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

/** The approvers and the quorum that count at this moment: those in force, or those asked when approval is off by now. */
export function approvalInForce(asked: Approval, inForce: SettingsVersion | undefined) {
  const { approval } = inForce?.settings ?? {};
  return approval?.required ? approval : asked;
}

/** What nobody could approve is refused at once, rather than left to time out. */
export async function approverRules(
  { approval: { required, approvers, quorum }, decisionMode }: RoleSettings,
  requester: PersonKey,
  resource: Resource,
  needs: Needs,
): Promise<Violation[]> {
  if (!required) return [];
  const { people, accounts } = await listApprovers(approvers, requester, resource, needs);
  return mostYeses(people, decisionMode, accounts, requester) < quorum
    ? [violation('approval.approvers', 'no_approver', quorum)]
    : [];
}

/** What makes somebody one of those a list names right now, as guards for the transaction; nothing when they are not. */
export function findApproverRight(
  view: PrincipalView,
  entries: readonly Pick<ApproverEntry, 'kind' | 'id'>[],
  resource: Resource,
  now: string,
): readonly Guard[] | undefined {
  const { principal, memberships } = view;
  if (!principal.enabled || !isPerson(principal)) return undefined;
  const enabled: Guard = { kind: 'principal_enabled', principalId: principal.id };
  for (const entry of entries) {
    if (entry.kind === 'user' && entry.id === principal.id) return [enabled];
    if (entry.kind === 'group' && memberships.some((membership) => membership.groupId === entry.id))
      return [enabled, ...groupGuards(principal.id, entry.id)];
    const held = entry.kind === 'role' ? findHeldRole(view, entry.id, resource, now) : undefined;
    if (held) return [enabled, ...held.guards];
  }
  return undefined;
}
