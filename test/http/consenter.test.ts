import { describe, expect, it } from 'vitest';
import { consenterOf } from '#shared/http/consenter';
import { claimsOf, ISSUER } from './gateway-event.ts';

const first = `${ISSUER}|prn_grace`;
const deployment = (CONSENT_CLAIM = '') => ({ FIRST_ADMINISTRATOR: first, CONSENT_CLAIM, CONSENT_ISSUER: ISSUER });
const entitled = (claims: object, consentClaim = '') =>
  consenterOf({ ...claimsOf('prn_mallory'), ...claims }, deployment(consentClaim)).entitled;

describe('ONB-2: whoever wants to consent', () => {
  it('is who the token says, and nobody else', () => {
    const claims = claimsOf('prn_grace', { name: 'Grace Hopper', email: 'grace@example.com' });

    expect(consenterOf(claims, deployment())).toEqual({
      issuer: ISSUER,
      subject: 'prn_grace',
      displayName: 'Grace Hopper',
      email: 'grace@example.com',
      entitled: true,
    });
  });

  it.each([
    ['the one named at deployment', { sub: 'prn_grace' }, ''],
    ['somebody with the claim', { role: 'GlobalAdmin' }, 'role=GlobalAdmin'],
    ['somebody with the claim in a list', { roles: ['Reader', 'GlobalAdmin'] }, 'roles=GlobalAdmin'],
    ['somebody whose value has an equals sign in it', { role: 'a=b' }, 'role=a=b'],
  ])('may when they are %s', (_, claims, consentClaim) => {
    expect(entitled(claims, consentClaim)).toBe(true);
  });

  it.each(['auth0|64f1', 'oauth2|Broker|1:146'])('is known by a subject with bars: %s (T-53)', (subject) => {
    const named = { ...deployment(), FIRST_ADMINISTRATOR: `${ISSUER}|${subject}` };
    const [first = '', ...rest] = subject.split('|');

    expect(consenterOf(claimsOf(subject), named).entitled).toBe(true);
    const other = { ...claimsOf(rest.join('|')), iss: `${ISSUER}|${first}` };
    expect(consenterOf(other, named).entitled).toBe(false);
  });

  it.each([
    ['the same subject at another issuer', { sub: 'prn_grace', iss: 'https://evil.example/' }, ''],
    ['somebody else', {}, ''],
    [
      'somebody of another issuer, which says what it likes',
      { iss: 'https://partner.example', role: 'GlobalAdmin' },
      'role=GlobalAdmin',
    ],
    ['somebody with the address of the one named', { email: 'grace@example.com' }, ''],
    ['somebody whose claim only contains the value', { role: 'NotGlobalAdmin' }, 'role=GlobalAdmin'],
    ['somebody whose list only contains it in part', { roles: ['GlobalAdmins'] }, 'roles=GlobalAdmin'],
    ['somebody without the claim', {}, 'role=GlobalAdmin'],
    ['somebody with another claim of that value', { name: 'GlobalAdmin' }, 'role=GlobalAdmin'],
    ['anybody, where no claim is configured', { '': '' }, ''],
    ['anybody, where a claim without a name is configured', { '': 'x' }, '=x'],
    ['anybody, where a claim without a value is configured and they have none', {}, 'role'],
  ])('may not when they are %s', (_, claims, consentClaim) => {
    expect(entitled(claims, consentClaim)).toBe(false);
  });
});
