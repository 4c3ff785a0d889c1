import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { demonstration } from '#shared/domain/audit-event';
import { invitationExpiry } from '#shared/domain/invitation';
import { principalHandlers } from '#shared/http/administration/principals';
import { principalAnswers } from '#shared/http/answers/principals';
import { apiFunction, type Handlers } from '#shared/http/api';
import { foundOrganization, grace, ISSUER, operators, principal } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { type Call, callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { stubEnvironment } from './served.ts';

const open = useWorlds();
type PrincipalOperation = keyof typeof principalAnswers;
const byGrace = claimsOf('grace', { iss: ISSUER });
let world: World;

beforeEach(async () => {
  stubEnvironment();
  world = await foundOrganization(await open());
});

/** Asks the real routes over the real stores; a success has exactly the shape that is promised. */
async function call(operation: PrincipalOperation, request: Call = {}) {
  const handlers = principalHandlers(world) as unknown as Handlers<'administration'>;
  const event = gatewayEvent(operation, { claims: byGrace, ...request });
  const answer = await callFunction(apiFunction('administration', handlers, world), event);
  const promised = Object.entries(principalAnswers[operation]).find(
    ([status]) => Number(status) === answer.status,
  )?.[1];
  if (answer.status < 400) expect(v.safeParse(promised ?? v.never(), answer.body).issues).toBeUndefined();
  return answer;
}

const barbara = { kind: 'user', displayName: 'Barbara', email: 'barbara@example.test' };
const identity = { issuer: 'https://partner.example/', subject: '7' };

describe('the routes of principals', () => {
  it('add, show, change and list', async () => {
    const created = await call('createPrincipal', { body: { ...barbara, id: 'barbara', kind: 'guest', ...identity } });
    const changed = await call('changePrincipal', { path: { id: 'barbara' }, body: { personId: 'person_b' } });
    const shown = await call('getPrincipal', { path: { id: 'barbara' } });
    const guests = await call('listPrincipals', { query: { kind: 'guest' } });

    const view = { ...barbara, id: 'barbara', kind: 'guest', ...identity, enabled: true, bound: true };
    expect(created).toMatchObject({ status: 201, body: view });
    expect(changed).toMatchObject({ status: 200, body: { ...view, personId: 'person_b' } });
    expect(shown.body).toEqual({ ...view, personId: 'person_b' });
    expect(guests.body).toEqual({ items: [shown.body] });
  });

  it('list everybody, page by page', async () => {
    const first = await call('listPrincipals', { query: { limit: '5' } });
    const rest = await call('listPrincipals', { query: { limit: '5', cursor: String(first.body.nextCursor) } });

    const ids = [first, rest].flatMap(({ body }) => v.parse(v.array(v.object({ id: v.string() })), body.items));
    expect(ids.map(({ id }) => id)).toEqual([
      operators.id,
      ...['ada', 'alan', 'grace', 'mallory', 'margaret', 'robot'].map((name) => `prn_${name}`),
    ]);
    expect(rest.body).not.toHaveProperty('nextCursor');
  });

  it('show a group with its members, page by page', async () => {
    const path = { id: operators.id };
    await call('changePrincipal', { path, body: { addMembers: ['prn_ada', 'prn_alan'] } });

    const first = await call('getPrincipal', { path, query: { limit: '2' } });
    const { nextCursor: cursor, items } = Object(first.body.members);
    const second = await call('getPrincipal', { path, query: { limit: '2', cursor } });

    expect(items).toEqual([
      { id: 'prn_ada', kind: 'user', displayName: 'ada', enabled: true },
      { id: 'prn_alan', kind: 'user', displayName: 'alan', enabled: true },
    ]);
    expect(second.body.members).toEqual({
      items: [{ id: 'prn_margaret', kind: 'user', displayName: 'margaret', enabled: true }],
    });
  });

  it('invite somebody, whom the code of the mail lets in', async () => {
    await call('createPrincipal', { body: { ...barbara, id: 'barbara' } });
    const invited = await call('invitePrincipal', { path: { id: 'barbara' } });
    const waiting = await call('getPrincipal', { path: { id: 'barbara' } });
    const code = newInvitationCode('barbara', world.randomText);
    const invitation = { principalId: 'barbara', number: 1, expiresAt: invitationExpiry(NOON) };
    await world.invitations.keep({ ...invitation, hash: hashInvitationCode(code) }, barbara.email);

    const claims = claimsOf('7', { iss: identity.issuer });
    const redeemed = await call('redeemInvitation', { claims, body: { code } });
    const again = await call('redeemInvitation', { claims: claimsOf('8'), body: { code } });

    expect(invited).toMatchObject({ status: 202, body: { principalId: 'barbara', expiresAt: invitation.expiresAt } });
    expect(waiting.body).toMatchObject({ invited: true, bound: false });
    expect(redeemed).toMatchObject({ status: 200, body: { id: 'barbara', ...identity, bound: true } });
    expect(redeemed.body).not.toHaveProperty('invited');
    expect(again).toMatchObject({ status: 403, body: { code: 'invitation_not_valid' } });
  });
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

    const answer = await call(operation, { path: { id }, body, ...(query ? { query } : {}) });

    const named = v.parse(v.optional(v.array(v.object({ rule: v.string() })), []), answer.body.violations);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(named.map(({ rule }) => rule)).toEqual(rules ?? []);
    expect(await world.exportTable()).toEqual(before);
  }
});

describe('the list of principals', () => {
  it('costs as many requests with a hundred of them as with seven', async () => {
    const requestsOf = async () => {
      const from = world.table.requests.length;
      await call('listPrincipals', { query: { limit: '25' } });
      return world.table.requests.length - from;
    };
    await requestsOf();
    const few = await requestsOf();

    for (let at = 0; at < 100; at += 1) await world.directory.addPrincipal(principal(`p${at}`), demonstration);

    expect(await requestsOf()).toBe(few);
  });
});
