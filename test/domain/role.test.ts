import { describe, expect, it } from 'vitest';
import { administratorRoles, changeRole, isAdministratorRole, type Role } from '#shared/domain/role';
import { refused } from '#test/support/refused';

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

describe('changing a role', () => {
  const own: Role = {
    id: 'dba',
    displayName: 'DBA',
    description: '',
    privileged: true,
    builtIn: false,
    enabled: true,
    provider: { kind: 'directory' },
    revision: 3,
  };
  const builtIn: Role = { ...own, builtIn: true };

  it('of one’s own may change everything but what it is bound to', () => {
    const changes = { displayName: 'Database', description: 'Owns it', privileged: false, enabled: false };

    expect(changeRole(own, changes)).toEqual({ ...own, ...changes, revision: 4 });
  });

  it.each([own, builtIn])('to what it is already changes nothing', (role) => {
    expect(changeRole(role, { displayName: 'DBA', enabled: true })).toBe(role);
    expect(changeRole(role, {})).toBe(role);
  });

  it('that is built in may describe it otherwise', () => {
    expect(changeRole(builtIn, { description: 'Owns it' })).toMatchObject({ description: 'Owns it', revision: 4 });
  });

  it('that is built in is refused for each other field (ONB-4)', () => {
    const changes = { displayName: 'Database', description: 'Owns it', privileged: false, enabled: false };

    const violations = ['displayName', 'privileged', 'enabled'].map((rule) =>
      expect.objectContaining({ rule, code: 'role_is_built_in' }),
    );
    expect(() => changeRole(builtIn, changes)).toThrow(refused('role_is_built_in', { violations }));
  });
});
