import * as v from 'valibot';
import { DIRECTORY, Id } from '#shared/domain/id';
import { RoleProvider } from '#shared/domain/role';
import { Lines, Name } from '../fields.ts';

/** An id somebody chooses for something new. */
export const ChosenId = v.pipe(Id, v.notValue(DIRECTORY, 'must not be the directory'));
const Description = v.pipe(Lines, v.maxLength(1000, 'at most 1000 characters'));
const Flag = v.boolean('must be true or false');

export const CreateRoleBody = v.strictObject({
  id: v.exactOptional(ChosenId),
  displayName: Name,
  description: v.exactOptional(Description),
  privileged: v.exactOptional(Flag),
  provider: v.exactOptional(
    v.variant(
      'kind',
      RoleProvider.options.map(({ entries }) => v.strictObject(entries)),
    ),
  ),
});

export const ChangeRoleBody = v.strictObject({
  displayName: v.exactOptional(Name),
  description: v.exactOptional(Description),
  privileged: v.exactOptional(Flag),
  enabled: v.exactOptional(Flag),
  archived: v.exactOptional(Flag),
});
