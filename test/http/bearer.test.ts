import { describe, expect, it } from 'vitest';
import { sessionOf, verifiedClaims } from '#shared/http/bearer';
import { bearerToken } from '#shared/http/bearer-token';
import { NOON } from '#test/support/activations';
import { refused } from '#test/support/refused';
import { type Call, claimsOf, EXPIRY, gatewayEvent, tokenOf } from './gateway-event.ts';

const mine = claimsOf('prn_ada', { amr: ['pwd', 'mfa'], groups: ['a b', 'c'], name: 'Ada' });
const usual = {
  MFA_CLAIMS: ['amr=mfa', 'acr=urn:lapse:mfa'],
  MFA_TIME_CLAIM: 'auth_time',
  AUTHENTICATION_CONTEXTS: [] as string[],
};
const read = (call: Call, now = NOON) => verifiedClaims(gatewayEvent('getMe', call), now);

describe('the claims of a caller', () => {
  it('are those of the token, with lists that are lists, not the text API Gateway makes of them', () => {
    expect(read({ claims: mine })).toEqual(mine);
  });

  it.each(['Bearer ', 'bearer ', 'BEARER ', ''])('are read whatever the scheme looks like: “%s”', (scheme) => {
    const call = { claims: mine, headers: { authorization: `${scheme}${tokenOf(mine)}` } };

    expect(read(call).sub).toBe('prn_ada');
  });

  it.each([
    ['another subject', { ...mine, sub: 'prn_grace' }],
    ['another issuer', { ...mine, iss: 'https://evil.example/' }],
    ['another end', { ...mine, exp: EXPIRY + 3600 }],
    ['a subject that is a list', { ...mine, sub: ['prn_ada'] }],
    ['an end that is text', { ...mine, exp: String(EXPIRY) }],
    ['no subject', { iss: mine.iss, exp: EXPIRY }],
    ['nothing in it', {}],
    ['a list in it', []],
  ])('are refused when the token has %s that nobody verified', (_, claims) => {
    const call = { claims: mine, verified: mine, headers: { authorization: `Bearer ${tokenOf(claims)}` } };

    expect(() => read(call)).toThrow(refused('not_allowed'));
  });

  it.each(['', 'Bearer ', 'Bearer x', 'Bearer a.b.c', 'Basic YTpi', 'Bearer ..', `Bearer a.${'%'.repeat(20)}.c`])(
    'are refused when there is no token to read: “%s”',
    (authorization) => {
      expect(() => read({ claims: mine, headers: { authorization } })).toThrow(refused('not_allowed'));
    },
  );

  it('are refused when no authorizer vouches for the token', () => {
    const event = gatewayEvent('getMe', { claims: mine });
    const { authorizer: _none, ...requestContext } = { authorizer: undefined, ...event.requestContext };

    expect(() => verifiedClaims({ ...event, requestContext }, NOON)).toThrow(refused('not_allowed'));
  });

  it('are refused when the authorizer verified a token and the request carries none', () => {
    const event = gatewayEvent('getMe', { claims: mine });

    expect(() => verifiedClaims({ ...event, headers: {} }, NOON)).toThrow(refused('not_allowed'));
  });
});

describe('a token that says it is something else', () => {
  it.each(['logout+jwt', 'pim-decision+jwt', 'secevent+jwt', 7])('is no access token: %s', (typ) => {
    const authorization = `Bearer ${tokenOf(mine, { typ })}`;

    expect(() => read({ claims: mine, headers: { authorization } })).toThrow(refused('token_not_valid'));
  });

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT'])('is one when it says so: %s', (typ) => {
    const authorization = `Bearer ${tokenOf(mine, { typ })}`;

    expect(read({ claims: mine, headers: { authorization } })).toEqual(mine);
  });
});

describe('the claims of a caller whom our own authorizer vouches for', () => {
  const byFunction = (verified: Call['verified'], claims: Call['claims'] = mine) => {
    const event = gatewayEvent('getMe', { ...(claims && { claims }) });
    const authorizer = { lambda: verified };
    return verifiedClaims({ ...event, requestContext: { ...event.requestContext, authorizer } as never }, NOON);
  };
  const vouched = { iss: mine.iss, sub: mine.sub, exp: String(EXPIRY) };

  it('are those of the token, too', () => {
    expect(byFunction(vouched)).toEqual(mine);
  });

  it.each([
    ['another subject', { ...vouched, sub: 'prn_grace' }],
    ['another issuer', { ...vouched, iss: 'https://evil.example/' }],
    ['another end', { ...vouched, exp: String(EXPIRY + 1) }],
    ['nobody', {}],
    ['nothing', undefined],
  ])('are refused when it vouches for %s', (_, verified) => {
    expect(() => byFunction(verified)).toThrow(refused('not_allowed'));
  });

  it('are refused when it found the token not valid, whomever it names beside', () => {
    for (const named of [{}, vouched])
      expect(() => byFunction({ refused: 'invalid_token', ...named })).toThrow(refused('token_not_valid'));
  });

  it('are refused when the context says what only a token may say', () => {
    const event = gatewayEvent('getMe', { claims: mine });
    const authorizer = { ...vouched, claims: vouched };

    expect(() =>
      verifiedClaims({ ...event, requestContext: { ...event.requestContext, authorizer } as never }, NOON),
    ).toThrow(refused('not_allowed'));
  });
});

describe('a token whose answer API Gateway has kept', () => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();

  it('is good until its end', () => {
    expect(read({ claims: mine }, at(EXPIRY - 1)).sub).toBe('prn_ada');
  });

  it.each([
    ['at its end', at(EXPIRY)],
    ['after its end', at(EXPIRY + 240)],
    ['at a time nobody can read', 'soon'],
  ])('is refused %s', (_, now) => {
    expect(() => read({ claims: mine }, now)).toThrow(refused('token_expired'));
  });
});

describe('the header of a caller', () => {
  it.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['bearer a.b.c', 'a.b.c'],
    ['a.b.c', 'a.b.c'],
    ['Bearer ', ''],
    [undefined, ''],
  ])('%s holds the token “%s”', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

describe('claims that are not what their standard says', () => {
  const odd = {
    amr: 'mfa',
    acr: ['urn:lapse:mfa'],
    name: null,
    email: 7,
    scope: 7,
    scp: [7],
  };

  it.each(Object.entries(odd))('count as absent, and stop nobody: %s is %j', (name, value) => {
    const claims = read({ claims: { ...mine, [name]: value } });

    expect(claims).toMatchObject({ sub: 'prn_ada' });
    expect(claims[name]).toBeUndefined();
  });

  it('are no second factor and no time of sign-in', () => {
    expect(sessionOf(read({ claims: { ...mine, ...odd } }), usual)).toEqual({ mfa: false });
  });

  it.each([-1, Number.MAX_VALUE, 1_795_348_800_000_000, '1795348800.5', 'soon', null, {}])(
    'say nothing of when: auth_time is %j',
    (auth_time) => {
      expect(sessionOf(read({ claims: { ...mine, auth_time } }), usual)).toEqual({ mfa: true });
    },
  );

  it('say when in digits, too: some providers can add claims as text only', () => {
    expect(sessionOf(read({ claims: { ...mine, auth_time: '1795348800' } }), usual)).toEqual({
      mfa: true,
      authenticatedAt: NOON,
    });
  });
});

describe('a session', () => {
  const MFA = 'urn:lapse:mfa';
  const session = (more: object, mfa = usual) => sessionOf({ ...claimsOf('prn_ada'), ...more }, mfa);

  it.each([
    ['with mfa among its methods', { amr: ['pwd', 'mfa'] }],
    ['of the context asked for', { acr: MFA }],
  ])('%s has a second factor', (_, claims) => {
    expect(session(claims).mfa).toBe(true);
  });

  it.each([
    ['with other methods only', { amr: ['pwd', 'otp'] }],
    ['with a method that only contains the word', { amr: ['nomfa', 'mfa2'] }],
    ['of another context', { acr: 'urn:lapse:password' }],
    ['that says nothing', {}],
  ])('%s has none', (_, claims) => {
    expect(session(claims).mfa).toBe(false);
  });

  it.each(['urn:lapse:mfa', 'urn:lapse:mfa:phishing-resistant'])('of any context named has one: %s', (acr) => {
    const MFA_CLAIMS = ['acr=urn:lapse:mfa', 'acr=urn:lapse:mfa:phishing-resistant'];

    expect(session({ acr }, { ...usual, MFA_CLAIMS }).mfa).toBe(true);
  });

  it.each([
    ['acrs=c1', { acrs: ['c1', 'c2'] }],
    ['custom:mfa=yes', { 'custom:mfa': 'yes' }],
    ['mfa=true', { mfa: true }],
    ['https://id.example/method=a=b', { 'https://id.example/method': 'a=b' }],
  ])('has a second factor by the claim the deployment names: %s', (claim, claims) => {
    expect(session(claims, { ...usual, MFA_CLAIMS: [claim] }).mfa).toBe(true);
  });

  it.each([
    ['acrs=c1', {}],
    ['acrs=c1', { acrs: 'c1 c2' }],
    ['acrs=c1', { acrs: ['c11'] }],
    ['acrs=c1', { amr: ['mfa'], acr: MFA }],
    ['mfa=true', { mfa: 1 }],
    ['mfa=false', { mfa: false }],
    ['toString=x', { mfa: true }],
    ['constructor', { constructor: 'x' }],
  ])('has none where the deployment asks for %s and the token has %j', (claim, claims) => {
    expect(session(claims, { ...usual, MFA_CLAIMS: [claim] }).mfa).toBe(false);
  });

  it.each([
    ['by acr, the standard', ['amr=mfa'], { acr: 'c2' }, ['c2']],
    ['by the claim the deployment names for it', ['acrs=c1', 'acrs=c2'], { acrs: ['c1', 'c2'] }, ['c1', 'c2']],
    ['by no claim but that one', ['acrs=c1', 'acrs=c2'], { acr: 'c2', acrs: ['c1'] }, ['c1']],
    ['never by its name within another', ['amr=mfa'], { acr: 'c22' }, undefined],
    ['never by methods', ['amr=mfa'], { amr: ['mfa', 'c1'] }, undefined],
  ])('is of the contexts that roles ask for %s (SET-12)', (_, MFA_CLAIMS, claims, contexts) => {
    const told = { ...usual, MFA_CLAIMS, AUTHENTICATION_CONTEXTS: ['c1', 'c2'] };

    expect(session(claims, told).contexts).toEqual(contexts);
  });

  it.each([1_795_348_800, '1795348800'])('began when the claim the deployment names says: %j', (mfa_at) => {
    const session = sessionOf({ ...claimsOf('prn_ada'), mfa_at, auth_time: 1 }, { ...usual, MFA_TIME_CLAIM: 'mfa_at' });

    expect(session.authenticatedAt).toBe('2026-11-22T12:00:00.000Z');
  });

  it.each([undefined, 'yesterday', '-1', -1, Number.NaN, true, [1]])(
    'has no beginning where that claim is %j, whatever others say',
    (mfa_at) => {
      const claims = { ...claimsOf('prn_ada'), ...(mfa_at === undefined ? {} : { mfa_at }), auth_time: 1_795_348_800 };

      expect(sessionOf(claims, { ...usual, MFA_TIME_CLAIM: 'mfa_at' })).not.toHaveProperty('authenticatedAt');
    },
  );

  it('began when auth_time says, in seconds since 1970', () => {
    expect(session({ auth_time: 1_795_348_800 })).toEqual({ mfa: false, authenticatedAt: '2026-11-22T12:00:00.000Z' });
  });

  it('that does not say when it began has no beginning', () => {
    expect(session({})).not.toHaveProperty('authenticatedAt');
  });
});
