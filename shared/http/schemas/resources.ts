import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { ChosenId, DisplayName } from './roles.ts';

/** Ids may be those of AWS, `ou-ab12-cdef3456` or `123456789012`. */
export const CreateResourceBody = v.strictObject({
  id: v.exactOptional(ChosenId),
  displayName: DisplayName,
  kind: v.picklist(['organizational_unit', 'account'], 'must be organizational_unit or account'),
  parentId: v.exactOptional(Id),
});

export const ChangeResourceBody = v.strictObject({
  displayName: v.exactOptional(DisplayName),
  parentId: v.exactOptional(Id),
});
