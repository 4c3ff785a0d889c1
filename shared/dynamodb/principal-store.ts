import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { Assignment, type HeldAssignment, type Via } from '#shared/domain/assignment';
import { isPerson, Membership, Principal } from '#shared/domain/principal';
import type { Principals, PrincipalView } from '#shared/ports/principals';
import { parseOpen } from './activation-item.ts';
import { keys } from './keys.ts';
import { usesAmong } from './role-use-store.ts';
import type { Item, Table } from './table.ts';

const IdentityItem = v.object({ principalId: v.string() });
const MemberItem = v.object({ principalId: v.string() });

/** Principals in DynamoDB: one partition holds what a principal is, belongs to, is assigned and has open. */
export function principalStore(table: Table): Principals {
  const partition = (id: string) => table.listPartition(keys.principal(id).pk);
  const readGroup = async ({ groupId }: Membership) => readPartition(await partition(groupId), viaGroup);

  return {
    async find(id) {
      const item = await table.get(keys.principal(id));
      return item && v.parse(Principal, item);
    },
    async findSeveral(ids) {
      const items = await table.getSeveral([...new Set(ids)].map(keys.principal));
      return items.map((item) => v.parse(Principal, item));
    },
    async view(id) {
      const items = await partition(id);
      const own = readPartition(items, () => ({ kind: 'direct' }));
      if (!own) return undefined;
      const memberships = of(items, 'membership').map((item) => v.parse(Membership, item));
      const groups = await Promise.all(
        memberships.map(async (membership) => ({ membership, group: await readGroup(membership) })),
      );
      const enabled = groups.filter(({ group }) => group?.principal.enabled);
      const fromGroups = enabled.flatMap(({ group }) => group?.held ?? []);
      return {
        ...own,
        memberships: enabled.map(({ membership, group }) => ({
          ...membership,
          groupName: group?.principal.displayName ?? membership.groupName,
        })),
        held: [...own.held, ...fromGroups],
      };
    },
    async findIdByIdentity(issuer, subject) {
      const item = await table.get(keys.identity(identityHash(issuer, subject)));
      return item && v.parse(IdentityItem, item).principalId;
    },
    async listAccountsOf(personId) {
      const items = await table.listPartition(keys.personAccount(personId, '').pk);
      return items.map(({ sk }) => String(sk));
    },
    async listMembers(groupId) {
      const items = await table.listPartition(keys.member(groupId, '').pk);
      const profiles = await table.getSeveral(
        items.map((item) => keys.principal(v.parse(MemberItem, item).principalId)),
      );
      return profiles.map((item) => v.parse(Principal, item)).filter((member) => member.enabled && isPerson(member));
    },
  };
}

/** Issuer and subject as one short key; a line break divides them because neither can hold one. */
export function identityHash(issuer: string, subject: string): string {
  return createHash('sha256').update(`${issuer}\n${subject}`).digest('base64url');
}

/** By the group's name of now; the one in the membership is that of the day somebody joined. */
function viaGroup({ id, displayName }: Principal): Via {
  return { kind: 'group', id, displayName };
}

function readPartition(
  items: readonly Item[],
  viaOf: (principal: Principal) => Via,
): Omit<PrincipalView, 'memberships'> | undefined {
  const profile = of(items, 'principal')[0];
  if (!profile) return undefined;
  const principal = v.parse(Principal, profile);
  const via = viaOf(principal);
  const held: HeldAssignment[] = of(items, 'assignment').map((item) => ({
    assignment: v.parse(Assignment, item),
    via,
  }));
  return { principal, held, open: of(items, 'open_activation').map(parseOpen), uses: usesAmong(items) };
}

function of(items: readonly Item[], entity: string): Item[] {
  return items.filter((item) => item.entity === entity);
}
