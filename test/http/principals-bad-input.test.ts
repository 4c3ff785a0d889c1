import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { foundOrganization, grace, ISSUER, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { barbara, callPrincipals, identity, type PrincipalOperation } from './principals-world.ts';
import { stubEnvironment } from './served.ts';

const open = useWorlds();
let world: World;

beforeEach(async () => {
  stubEnvironment();
  world = await foundOrganization(await open());
});

interface Wrong {
  readonly what: string;
  readonly operation?: PrincipalOperation;
  readonly id?: string;
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly status?: number;
  readonly code?: string;
  readonly rules?: string[];
}

const malformed: Wrong[] = [
  { what: 'no kind', body: { displayName: 'X' }, rules: ['kind'] },
  { what: 'another kind', body: { ...barbara, kind: 'robot' }, rules: ['kind'] },
  { what: 'no name', body: { kind: 'user' }, rules: ['displayName'] },
  ...['\u200b\u3164', '\u0301', '\u2800', 'a\u2028b', '\u202eecarG', 'Grace\u200b', '\u2067x\u2069'].flatMap(
    (displayName) => [
      { what: `the name ${JSON.stringify(displayName)}`, body: { ...barbara, displayName }, rules: ['displayName'] },
      {
        what: `a group called ${JSON.stringify(displayName)}`,
        body: { kind: 'group', displayName },
        rules: ['displayName'],
      },
    ],
  ),
  { what: 'a name nobody sees', body: { ...barbara, displayName: ' \u200b' }, rules: ['displayName'] },
  { what: 'a name of 101 characters', body: { ...barbara, displayName: 'x'.repeat(101) }, rules: ['displayName'] },
  { what: 'a name over two lines', body: { ...barbara, displayName: 'a\nb' }, rules: ['displayName'] },
  { what: 'two addresses', body: { ...barbara, email: 'a@example.test,b@example.test' }, rules: ['email'] },
  {
    what: 'an address with a header',
    body: { ...barbara, email: 'a@example.test\r\nBcc: x@y.test' },
    rules: ['email'],
  },
  { what: 'no address at all', body: { ...barbara, email: 'barbara' }, rules: ['email'] },
  { what: 'an id that is a key', body: { ...barbara, id: 'PRINCIPAL#x' }, rules: ['id'] },
  { what: 'the id of the directory', body: { ...barbara, id: '/' }, rules: ['id'] },
  {
    what: 'an issuer in the clear',
    body: { ...barbara, issuer: 'http://id.example', subject: '7' },
    rules: ['issuer'],
  },
  { what: 'an issuer that is no address', body: { ...barbara, issuer: 'partner', subject: '7' }, rules: ['issuer'] },
  {
    what: 'an issuer with a bar (T-53)',
    body: { ...barbara, issuer: 'https://id.example/|auth0', subject: '7' },
    rules: ['issuer'],
  },
  { what: 'an empty subject', body: { ...barbara, ...identity, subject: '' }, rules: ['subject'] },
  { what: 'a long subject', body: { ...barbara, ...identity, subject: 'x'.repeat(256) }, rules: ['subject'] },
  { what: 'a principal already off', body: { ...barbara, enabled: false }, rules: ['enabled'] },
  {
    what: 'administration for free',
    body: { ...barbara, standingAdministrator: true },
    rules: ['standingAdministrator'],
  },
  { what: 'a revision', body: { ...barbara, revision: 7 }, rules: ['revision'] },
  { what: 'an invitation used up', body: { ...barbara, invitations: 1 }, rules: ['invitations'] },
  {
    what: '31 members',
    body: { kind: 'group', displayName: 'G', members: Array(31).fill('prn_ada') },
    rules: ['members'],
  },
  {
    what: 'members that are no ids',
    body: { kind: 'group', displayName: 'G', members: ['a b'] },
    rules: ['members.0'],
  },
  { what: 'another issuer', operation: 'changePrincipal', body: { issuer: identity.issuer }, rules: ['issuer'] },
  { what: 'another subject', operation: 'changePrincipal', body: { subject: 'grace' }, rules: ['subject'] },
  { what: 'another kind for them', operation: 'changePrincipal', body: { kind: 'workload' }, rules: ['kind'] },
  { what: 'another id for them', operation: 'changePrincipal', body: { id: 'prn_x' }, rules: ['id'] },
  { what: 'half a switch', operation: 'changePrincipal', body: { enabled: 'no' }, rules: ['enabled'] },
  { what: 'no body', operation: 'changePrincipal', rules: ['body'] },
  { what: 'a code of their choice', operation: 'invitePrincipal', body: { code: 'x' }, rules: ['code'] },
  { what: 'no code', operation: 'redeemInvitation', body: {}, rules: ['code'] },
  { what: 'a code that is a list', operation: 'redeemInvitation', body: { code: ['x'] }, rules: ['code'] },
  {
    what: 'a code and a principal',
    operation: 'redeemInvitation',
    body: { code: 'x', principalId: 'prn_grace' },
    rules: ['principalId'],
  },
  { what: 'a list of another kind', operation: 'listPrincipals', query: { kind: 'robot' }, rules: ['kind'] },
  { what: 'one character', operation: 'listPrincipals', query: { q: 'a\u0301' }, rules: ['q'] },
  { what: 'a part of an address', operation: 'listPrincipals', query: { email: 'ada@' }, rules: ['email'] },
  { what: 'a page of 101', operation: 'listPrincipals', query: { limit: '101' }, rules: ['limit'] },
];

const broken: Wrong[] = [
  { what: 'half an identity', body: { ...barbara, subject: '7' }, code: 'identity_incomplete', rules: ['issuer'] },
  {
    what: 'a workload nobody knows',
    body: { ...barbara, kind: 'workload' },
    code: 'identity_required',
    rules: ['issuer'],
  },
  {
    what: 'a group in itself',
    operation: 'changePrincipal',
    id: operators.id,
    body: { addMembers: [operators.id] },
    code: 'group_not_a_member',
    rules: ['addMembers.0'],
  },
  {
    what: 'a member nobody knows',
    operation: 'changePrincipal',
    id: operators.id,
    body: { addMembers: ['prn_ada', 'prn_nobody'] },
    code: 'member_not_found',
    rules: ['addMembers.1'],
  },
];

const refused: Wrong[] = [
  { what: 'an id that is taken', body: { ...barbara, id: 'prn_ada' }, status: 409, code: 'principal_exists' },
  {
    what: 'an identity that is bound',
    body: { ...barbara, issuer: ISSUER, subject: 'ada' },
    status: 409,
    code: 'identity_taken',
  },
  {
    what: 'the last administrator gone',
    operation: 'changePrincipal',
    id: grace.id,
    body: { enabled: false },
    status: 409,
    code: 'last_administrator',
  },
  { what: 'nobody shown', operation: 'getPrincipal', id: 'prn_nobody', status: 404, code: 'principal_not_found' },
  { what: 'a key shown', operation: 'getPrincipal', id: 'prn_ada#x', status: 404, code: 'principal_not_found' },
  {
    what: 'nobody changed',
    operation: 'changePrincipal',
    id: 'prn_nobody',
    body: {},
    status: 404,
    code: 'principal_not_found',
  },
  { what: 'nobody invited', operation: 'invitePrincipal', id: 'prn_nobody', status: 404, code: 'principal_not_found' },
  { what: 'somebody invited twice', operation: 'invitePrincipal', id: 'prn_ada', status: 409, code: 'already_bound' },
  {
    what: 'a code that is none',
    operation: 'redeemInvitation',
    body: { code: '' },
    status: 403,
    code: 'invitation_not_valid',
  },
  {
    what: 'a cursor that is none',
    operation: 'listPrincipals',
    query: { cursor: '%' },
    status: 400,
    code: 'invalid_cursor',
  },
];

describe('a request about principals', () => {
  it.each(malformed)('with $what is 400, names the field and changes nothing', (wrong) =>
    refuse({ status: 400, code: 'invalid_input', ...wrong }),
  );

  it.each(broken)('with $what is 422 $code, names the field and changes nothing', (wrong) =>
    refuse({ status: 422, ...wrong }),
  );

  it.each(refused)('with $what is $status $code and changes nothing', refuse);

  async function refuse({ operation = 'createPrincipal', id = 'prn_ada', body, query, status, code, rules }: Wrong) {
    const before = await world.exportTable();

    const answer = await callPrincipals(world, operation, { path: { id }, body, ...(query ? { query } : {}) });

    const named = v.parse(v.optional(v.array(v.object({ rule: v.string() })), []), answer.body.violations);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(named.map(({ rule }) => rule)).toEqual(rules ?? []);
    expect(await world.exportTable()).toEqual(before);
  }
});
