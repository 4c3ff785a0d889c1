import type { Resource } from '#shared/domain/resource';
import type { ResourceTree } from '#shared/ports/resource-tree';

const PAGE = 100;

/** The whole tree, what is archived included, read page by page; eventually consistent in which nodes it has, not in what it says of them. */
export async function listTree(resourceTree: Pick<ResourceTree, 'list'>): Promise<Resource[]> {
  const nodes: Resource[] = [];
  let cursor: string | undefined;
  do {
    const page = await resourceTree.list({ archived: true }, { limit: PAGE, cursor });
    nodes.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return nodes;
}
