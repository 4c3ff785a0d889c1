import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Name } from '../fields.ts';
import { ChosenId } from './roles.ts';

/** Ids may be those of AWS, `ou-ab12-cdef3456` or `123456789012`. */
export const CreateResourceBody = v.strictObject({
  id: v.exactOptional(ChosenId),
  displayName: Name,
  kind: v.picklist(['organizational_unit', 'account'], 'must be organizational_unit or account'),
  parentId: v.exactOptional(Id),
});

export const ChangeResourceBody = v.strictObject({
  displayName: v.exactOptional(Name),
  parentId: v.exactOptional(Id),
  archived: v.exactOptional(v.boolean('must be true or false')),
});
