import { parentOf, type Resource } from '#shared/domain/resource';
import type { Ports } from '#shared/ports';
import { actorOf } from '#shared/use-cases/caller';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import type { Handlers } from '../api.ts';

type Needs = Pick<Ports, 'roles' | 'resourceTree' | 'directory' | 'newId'>;

/** The tree of resources. */
export function resourceHandlers(ports: Needs) {
  return {
    listResources: async ({ query }) => {
      const page = await ports.resourceTree.list(query);
      return { status: 200, body: { ...page, items: page.items.map(resourceView) } };
    },
    createResource: async ({ body, caller }) => ({
      status: 201,
      body: resourceView(await createResource(body, actorOf(caller), ports)),
    }),
    changeResource: async ({ path, body, caller }) => ({
      status: 200,
      body: resourceView(await changeResource(path.id ?? '', body, actorOf(caller), ports)),
    }),
  } satisfies Partial<Handlers<'administration'>>;
}

function resourceView(resource: Resource) {
  const { id, displayName, kind, ancestors } = resource;
  const parentId = parentOf(resource);
  return { id, displayName, kind, ...(parentId === undefined ? {} : { parentId }), ancestors };
}
