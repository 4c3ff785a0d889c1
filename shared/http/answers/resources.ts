import * as v from 'valibot';
import { Id } from '#shared/domain/id';

/** What the routes of resources answer, for the OpenAPI document. */
const ResourceView = v.strictObject({
  id: Id,
  displayName: v.string(),
  kind: v.picklist(['directory', 'organizational_unit', 'account']),
  parentId: v.exactOptional(Id),
  /** From the parent up to the directory. */
  ancestors: v.array(Id),
});

export const resourceAnswers = {
  listResources: { 200: v.strictObject({ items: v.array(ResourceView), nextCursor: v.exactOptional(v.string()) }) },
  createResource: { 201: ResourceView },
  changeResource: { 200: ResourceView },
} satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
