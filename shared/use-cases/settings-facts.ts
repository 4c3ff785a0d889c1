import { isSameMailbox } from '#shared/domain/mailbox';
import { mostYeses } from '#shared/domain/most-yeses';
import { isPerson, type Principal } from '#shared/domain/principal';
import { covers, type Resource } from '#shared/domain/resource';
import type { ApproverEntry, RoleSettings } from '#shared/domain/role-settings';
import type { SettingsFacts } from '#shared/domain/settings-rules';
import type { WantedSettings } from '#shared/domain/settings-wish';
import type { Ports } from '#shared/ports';
import { peopleAmong, peopleOf } from './approvers.ts';
import { findAccounts } from './find-accounts.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'resourceTree' | 'now'>;

type WantedEntry = WantedSettings['approval']['approvers'][number];

interface Place {
  readonly role: { readonly id: string };
  readonly resource: Resource;
}

/** The settings with every entry looked up and named, and what the rules need to know of the people behind them. */
export async function lookUpSettings(
  wanted: WantedSettings,
  { role, resource }: Place,
  needs: Needs,
): Promise<{ settings: RoleSettings; facts: SettingsFacts }> {
  const [approvers, breakGlass] = await Promise.all([
    lookUp(wanted.approval.approvers, needs),
    lookUp(wanted.breakGlass.principals, needs),
  ]);
  const { acrValues, ...others } = wanted;
  const settings: RoleSettings = {
    ...others,
    ...(acrValues && acrValues.length > 0 ? { acrValues: [...new Set(acrValues)] } : {}),
    extraRecipients: withoutRepeats(wanted.extraRecipients),
    approval: { ...wanted.approval, approvers: approvers.known },
    breakGlass: { ...wanted.breakGlass, principals: breakGlass.known },
  };
  const people = (await Promise.all(approvers.known.map((entry) => peopleOf(entry, resource, needs)))).flat();
  const known = await findAccounts({ current: people }, needs);
  // Whoever asks takes one approver away at most, so that who could ask matters only when every yes is needed.
  const isTight = wanted.approval.required && mostYeses(people, wanted.decisionMode, known) === wanted.approval.quorum;
  const byLink = wanted.approval.required && wanted.decisionMode === 'link';
  const asking = isTight || byLink ? await listEligible(role.id, resource, needs) : [];
  const eligible = isTight ? asking : [];
  return {
    settings,
    facts: {
      roleId: role.id,
      unknownApprovers: approvers.unknown,
      unknownBreakGlass: breakGlass.unknown,
      approvers: people,
      eligible,
      mailboxes: byLink ? sharedMailboxes(people, asking) : [],
      accounts: isTight ? await findAccounts({ current: [...people, ...eligible] }, needs) : known,
    },
  };
}

/** Ids of the approvers whose address leads to the mailbox of somebody else who could ask. */
function sharedMailboxes(approvers: readonly Principal[], asking: readonly Principal[]): string[] {
  return approvers
    .filter(({ id, email }) =>
      asking.some((one) => one.id !== id && email !== undefined && isSameMailbox(email, one.email)),
    )
    .map(({ id }) => id);
}

async function lookUp(entries: readonly WantedEntry[], needs: Needs) {
  const distinct = entries.filter(
    ({ kind, id }, place) => entries.findIndex((other) => other.kind === kind && other.id === id) === place,
  );
  const found = await Promise.all(distinct.map(async (entry) => ({ entry, name: await nameOf(entry, needs) })));
  return {
    known: found.flatMap(({ entry: { kind, id }, name }): ApproverEntry[] =>
      name === undefined ? [] : [{ kind, id, displayName: name }],
    ),
    unknown: found.filter(({ name }) => name === undefined).map(({ entry }) => entry.id),
  };
}

/** What an entry is called; nothing when nobody enabled of that kind has the id. */
async function nameOf({ kind, id }: WantedEntry, { principals, roles }: Needs): Promise<string | undefined> {
  const found = kind === 'role' ? await roles.find(id) : await principals.find(id);
  if (!found?.enabled || ('kind' in found && !isOfKind(kind, found))) return undefined;
  return found.displayName;
}

function isOfKind(kind: WantedEntry['kind'], principal: Principal): boolean {
  return kind === 'group' ? principal.kind === 'group' : isPerson(principal);
}

/** Everybody whose eligibility, now or later, lets them ask for the role at the node or below it. */
async function listEligible(roleId: string, node: Resource, needs: Needs): Promise<Principal[]> {
  const now = needs.now();
  const assignments = await needs.roles.listAssignments(roleId, 'eligible');
  const lasting = assignments.filter(({ endsAt }) => endsAt === undefined || endsAt > now);
  const elsewhere = lasting.map(({ resourceId }) => resourceId).filter((id) => !covers(id, node));
  const below = (await needs.resourceTree.findSeveral(elsewhere)).filter((resource) => covers(node.id, resource));
  const reached = new Set(below.map(({ id }) => id));
  const counting = lasting.filter(({ resourceId }) => covers(resourceId, node) || reached.has(resourceId));
  return peopleAmong(
    counting.map(({ principalId }) => principalId),
    needs,
  );
}

/** Mail systems do not tell the case of addresses apart. */
function withoutRepeats(addresses: readonly string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
}
