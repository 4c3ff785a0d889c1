import * as v from 'valibot';
import { DIRECTORY } from '#shared/domain/id';
import { directory, parentOf, Resource } from '#shared/domain/resource';
import type { NewId, Now, Page, PageRequest } from '#shared/ports';
import type { NodeMove, ResourceTree } from '#shared/ports/resource-tree';
import { encodeCursor } from './cursor.ts';
import { resourceItem } from './directory-items.ts';
import { newEndingWrite } from './ending-writes.ts';
import { eventWrite } from './events.ts';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import { fillPage, listAll } from './sharded-list.ts';
import type { Item, Table, Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

const Counted = v.object({ children: v.optional(v.number(), 0) });

/**
 * The resource tree in DynamoDB. Every node stores all its ancestors and counts its children, so that none is moved away
 * from above others; the directory exists without being written down and counts nothing.
 */
export function resourceTreeStore({ table, tableName, newId, now }: Needs): ResourceTree {
  const forms = writesFor(tableName);
  return {
    list({ archived = false }, page) {
      const read = (part: PageRequest) => directoryFirst(table, part);
      if (archived) return read(page);
      return fillPage(
        read,
        (node) => !node.archived,
        page,
        ({ id }) => id,
      );
    },
    async findSeveral(ids) {
      const items = await table.getSeveral([...new Set(ids)].map((id) => keys.resource(id)));
      return [...(ids.includes(DIRECTORY) ? [directory] : []), ...items.map(parse)];
    },
    async countChildren(id) {
      return v.parse(Counted, (await table.get(keys.resource(id))) ?? {}).children;
    },
    async replace(next, expecting, draft, ending) {
      const { id, displayName, ancestors, archived, revision } = next;
      const switched = archived === undefined ? {} : { archived };
      const isMoved = parentOf(next) !== parentOf(expecting);
      const unmoved = { revision: expecting.revision };
      await table.write([
        forms.update(
          keys.resource(id),
          { displayName, ancestors, ...switched, revision, ...indexKeys.found('RESOURCES', next) },
          isMoved ? { ...unmoved, children: 0 } : unmoved,
        ),
        ...(isMoved ? [...leavingWrites(tableName, expecting), ...arrivingWrites(tableName, next)] : []),
        eventWrite(forms, newId, draft, { kind: 'resource', id }, revision, now()),
        ...(ending ? [newEndingWrite(forms, ending)] : []),
      ]);
    },
    async moveSubtree(moves, ending) {
      const [{ next, expecting }] = moves;
      const at = now();
      await table.write([
        ...moves.map((move) => movingWrite(forms, move, moves)),
        ...leavingWrites(tableName, expecting),
        ...arrivingWrites(tableName, next),
        ...moves.map(({ next: { id, revision }, event }) =>
          eventWrite(forms, newId, event, { kind: 'resource', id }, revision, at),
        ),
        newEndingWrite(forms, ending),
      ]);
    },
  };
}

async function directoryFirst(table: Table, { limit, cursor }: PageRequest): Promise<Page<Resource>> {
  if (cursor !== undefined) return listAll(table, 'RESOURCES', { limit, cursor }, parse);
  const rest = await listAll(table, 'RESOURCES', { limit: Math.max(1, limit - 1) }, parse);
  if (limit > 1) return { ...rest, items: [directory, ...rest.items] };
  const isMore = rest.items.length > 0;
  return { items: [directory], ...(isMore ? { nextCursor: encodeCursor(DIRECTORY) } : {}) };
}

/**
 * One of several that move at once. All its children must be among them, or one that was added meanwhile would tell of
 * ancestors it no longer has: each is demanded as it was read, so counting them is enough.
 */
function movingWrite(forms: WriteForms, { next, expecting }: NodeMove, moves: readonly NodeMove[]): Write {
  const { id, displayName, ancestors, revision } = next;
  const children = moves.filter((move) => parentOf(move.expecting) === id).length;
  return forms.update(
    keys.resource(id),
    { displayName, ancestors, revision, ...indexKeys.found('RESOURCES', next) },
    { revision: expecting.revision, children },
  );
}

/** A new node below a parent that stands where the node's ancestors say. */
export function newResourceWrites(tableName: string, resource: Resource): Write[] {
  const forms = writesFor(tableName);
  return [
    forms.putNew(keys.resource(resource.id), 'resource', resourceItem(resource)),
    ...arrivingWrites(tableName, resource),
  ];
}

/** One child more, of a parent that exists and may have children and still has the ancestors the child tells of. */
function arrivingWrites(tableName: string, { ancestors }: Resource): Write[] {
  const [parent, ...above] = ancestors;
  if (parent === undefined || parent === DIRECTORY) return [];
  return [
    {
      Update: {
        TableName: tableName,
        Key: keys.resource(parent),
        UpdateExpression: 'ADD children :one',
        ConditionExpression: '#ancestors = :above AND #kind = :unit',
        ExpressionAttributeNames: { '#ancestors': 'ancestors', '#kind': 'kind' },
        ExpressionAttributeValues: { ':one': 1, ':above': above, ':unit': 'organizational_unit' },
      },
    },
  ];
}

/** One child less, of its parent. */
export function leavingWrites(tableName: string, resource: Resource): Write[] {
  const parent = parentOf(resource);
  if (parent === undefined || parent === DIRECTORY) return [];
  return [
    {
      Update: {
        TableName: tableName,
        Key: keys.resource(parent),
        UpdateExpression: 'ADD children :less',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':less': -1 },
      },
    },
  ];
}

function parse(item: Item): Resource {
  return v.parse(Resource, item);
}
