import { describe, expect, it } from 'vitest';
import { administratorRoles, isAdministratorRole } from '#shared/domain/role';

describe('the administrator roles', () => {
  it('are the two that can change Lapse itself, built in and enabled', () => {
    expect(administratorRoles.map(({ displayName }) => displayName)).toEqual([
      'Privileged Role Administrator',
      'Security Administrator',
    ]);
    expect(administratorRoles.every(({ builtIn, enabled, privileged }) => builtIn && enabled && privileged)).toBe(true);
  });

  it.each([
    ['privileged-role-administrator', true],
    ['security-administrator', true],
    ['exchange-administrator', false],
    ['Security-Administrator', false],
  ])('%s is one of them: %s', (roleId, expected) => {
    expect(isAdministratorRole(roleId)).toBe(expected);
  });
});
