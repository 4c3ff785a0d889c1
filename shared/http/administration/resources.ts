import { parentOf, type Resource } from '#shared/domain/resource';
import type { Ports } from '#shared/ports';
import { actorOf } from '#shared/use-cases/caller';
import { withdrawOwnRequests } from '#shared/use-cases/own-requests';
import { removeUnused } from '#shared/use-cases/remove-unused';
import { changeResource, createResource, showResource } from '#shared/use-cases/shape-tree';
import type { Handlers } from '../api.ts';
import type { Answer } from '../problems.ts';
import { listedOrFound } from './found.ts';

type Needs = Pick<
  Ports,
  'activations' | 'roles' | 'principals' | 'resourceTree' | 'removals' | 'searches' | 'directory' | 'newId' | 'now'
>;

/** The tree of resources. */
export function resourceHandlers(ports: Needs) {
  return {
    listResources: ({ query }) =>
      listedOrFound(
        query,
        () => ports.resourceTree.list(query, query),
        () => ports.searches.findResources(query, ({ archived }) => query.archived || !archived),
        resourceView,
      ),
    getResource: async ({ path }) => shown(200, await showResource(path.id ?? '', ports)),
    createResource: async ({ body, caller }) => shown(201, await createResource(body, actorOf(caller), ports)),
    changeResource: async ({ path, body, caller, expectation }) =>
      shown(
        200,
        await changeResource(path.id ?? '', body, actorOf(caller), ports, expectation, ({ id: resourceId }) =>
          withdrawOwnRequests({ kind: 'place', resourceId }, caller, ports),
        ),
      ),
    deleteResource: async ({ path, caller, expectation }) => {
      await removeUnused('resource', path.id ?? '', actorOf(caller), ports, expectation);
      return { status: 204 };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

function shown(status: number, resource: Resource): Answer {
  return { status, revision: resource.revision, body: resourceView(resource) };
}

function resourceView(resource: Resource) {
  const { id, displayName, kind, ancestors, archived } = resource;
  const hidden = archived ? { archived } : {};
  const parentId = parentOf(resource);
  return { id, displayName, kind, ...(parentId === undefined ? {} : { parentId }), ancestors, ...hidden };
}
