import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import type { AnswerSchemas } from '../answers.ts';
import { searchedPageOf } from './page.ts';

/** A node of the tree, as it is shown. */
export const ResourceView = v.strictObject({
  id: Id,
  displayName: v.string(),
  kind: v.picklist(['directory', 'organizational_unit', 'account']),
  parentId: v.exactOptional(Id),
  /** From the parent up to the directory. */
  ancestors: v.array(Id),
  archived: v.exactOptional(v.literal(true)),
});

export const resourceAnswers = {
  listResources: { 200: searchedPageOf(ResourceView) },
  getResource: { 200: ResourceView },
  createResource: { 201: ResourceView },
  deleteResource: { 204: v.undefined() },
  changeResource: { 200: ResourceView },
} as const satisfies Record<string, AnswerSchemas>;
