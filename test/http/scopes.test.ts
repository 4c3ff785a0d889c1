import { describe, expect, it } from 'vitest';
import { refuseWithoutScope } from '#shared/http/bearer';
import { refused } from '#test/support/refused';
import { claimsOf } from './gateway-event.ts';

describe('scopes', () => {
  const WANTED = ['access:evaluate', 'admin'];
  const ask = (claims: object) => () =>
    refuseWithoutScope({ ...claimsOf('prn_mailbox', { scope: undefined }), ...claims }, WANTED);

  it.each([
    { scope: 'access:evaluate' },
    { scope: 'openid admin' },
    { scope: ['access:evaluate'] },
    { scp: 'access:evaluate openid' },
    { scp: ['admin'] },
    { scope: 'openid', scp: ['admin'] },
  ])('are enough when one of them is held: %j', (claims) => {
    expect(ask(claims)).not.toThrow();
  });

  it.each([
    {},
    { scope: '' },
    { scope: 'access:evaluate2 access' },
    { scp: ['access:evaluate openid'] },
    { scope: null },
  ])('are missing when none of them is held: %j', (claims) => {
    expect(ask(claims)).toThrow(refused('scope_missing', { scopes: WANTED }));
  });
});
