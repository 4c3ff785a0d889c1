import {
  type OrganizationsClient,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { DIRECTORY, Id } from '#shared/domain/id';
import type { CloudNode } from '#shared/domain/organization-import';
import type { CloudOrganization } from '#shared/ports/cloud-organization';

const Unit = v.object({ Id, Name: v.optional(v.string(), '') });
/** AWS replaces `Status` by `State`, which knows more states. */
const Account = v.object({
  Id,
  Name: v.optional(v.string(), ''),
  State: v.optional(v.string()),
  Status: v.optional(v.string()),
});

/** AWS allows five levels of units below the root; whatever is deeper than this is no tree. */
const DEEPEST = 10;

/** AWS Organizations, level by level; its answers come in pages, and its throttling is the client's to wait for. */
export function awsOrganization(client: OrganizationsClient): CloudOrganization {
  return {
    async list() {
      const nodes = new Map<string, CloudNode>();
      let level = (await listRoots(client)).map((root) => ({ awsId: root, parentId: DIRECTORY }));
      for (let depth = 0; level.length > 0; depth += 1) {
        if (depth > DEEPEST) throw new Error(`AWS Organizations lists units more than ${DEEPEST} levels deep.`);
        const units: CloudNode[] = [];
        for (const { awsId, parentId } of level) {
          const below = await listUnits(client, awsId, parentId);
          units.push(...below);
          for (const node of [...below, ...(await listAccounts(client, awsId, parentId))]) {
            // An account that moves meanwhile may be listed at both places: the later one counts, after its parent.
            nodes.delete(node.id);
            nodes.set(node.id, node);
          }
        }
        level = units.map(({ id }) => ({ awsId: id, parentId: id }));
      }
      return [...nodes.values()];
    },
  };
}

async function listRoots(client: OrganizationsClient): Promise<string[]> {
  const pages = await Array.fromAsync(paginateListRoots({ client }, {}));
  return pages.flatMap(({ Roots = [] }) => Roots).map((root) => v.parse(Unit, root).Id);
}

async function listUnits(client: OrganizationsClient, awsId: string, parentId: string): Promise<CloudNode[]> {
  const pages = await Array.fromAsync(paginateListOrganizationalUnitsForParent({ client }, { ParentId: awsId }));
  const units = pages.flatMap(({ OrganizationalUnits = [] }) => OrganizationalUnits).map((unit) => v.parse(Unit, unit));
  return units.map(({ Id: id, Name: name }) => ({ id, name, kind: 'organizational_unit', parentId, isActive: true }));
}

async function listAccounts(client: OrganizationsClient, awsId: string, parentId: string): Promise<CloudNode[]> {
  const pages = await Array.fromAsync(paginateListAccountsForParent({ client }, { ParentId: awsId }));
  const accounts = pages.flatMap(({ Accounts = [] }) => Accounts).map((account) => v.parse(Account, account));
  return accounts.map(({ Id: id, Name: name, State, Status }) => {
    return { id, name, kind: 'account', parentId, isActive: (State ?? Status) === 'ACTIVE' };
  });
}
