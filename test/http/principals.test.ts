import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { demonstration } from '#shared/domain/audit-event';
import { invitationExpiry } from '#shared/domain/invitation';
import { foundOrganization, operators, principal } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { type Call, claimsOf } from './gateway-event.ts';
import { barbara, callPrincipals, identity, type PrincipalOperation } from './principals-world.ts';
import { stubEnvironment } from './served.ts';

const open = useWorlds();
let world: World;

beforeEach(async () => {
  stubEnvironment();
  world = await foundOrganization(await open());
});

const call = (operation: PrincipalOperation, request: Call = {}) => callPrincipals(world, operation, request);

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

  it('find somebody by what they are called, on one page, and list those who are switched off', async () => {
    await call('createPrincipal', { body: { ...barbara, id: 'barbara' } });
    await call('changePrincipal', { path: { id: 'prn_mallory' }, body: { enabled: false } });
    const idsFor = async (query: Record<string, string>) => {
      const { status, body } = await call('listPrincipals', { query });
      expect([status, Object.keys(body)]).toEqual([200, ['items']]);
      return v.parse(v.array(v.object({ id: v.string() })), body.items).map(({ id }) => id);
    };

    expect(await idsFor({ q: barbara.displayName.slice(0, 3).toUpperCase() })).toEqual(['barbara']);
    expect(await idsFor({ email: barbara.email.toUpperCase() })).toEqual(['barbara']);
    expect(await idsFor({ q: 'prn_', kind: 'workload' })).toEqual(['prn_robot']);
    expect(await idsFor({ q: 'prn_ma', enabled: 'true' })).toEqual(['prn_margaret']);
    expect(await idsFor({ enabled: 'false' })).toEqual(['prn_mallory']);
    expect((await call('listPrincipals', { query: { q: 'prn_', limit: '2' } })).body).toMatchObject({
      items: { length: 2 },
      incomplete: true,
    });
    expect(await call('listPrincipals', { query: { q: 'ad', cursor: 'x' } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', violations: [{ rule: 'cursor' }] },
    });
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
    const invitation = { principalId: 'barbara', number: 1, endsAt: invitationExpiry(NOON) };
    await world.invitations.keep({ ...invitation, hash: hashInvitationCode(code) }, barbara.email);

    const claims = claimsOf('7', { iss: identity.issuer });
    const redeemed = await call('redeemInvitation', { claims, body: { code } });
    const again = await call('redeemInvitation', { claims: claimsOf('8'), body: { code } });

    const { endsAt } = invitation;
    expect(invited).toMatchObject({ status: 202, body: { principalId: 'barbara', endsAt, expiresAt: endsAt } });
    expect(waiting.body).toMatchObject({ invited: true, bound: false });
    expect(redeemed).toMatchObject({ status: 200, body: { id: 'barbara', ...identity, bound: true } });
    expect(redeemed.body).not.toHaveProperty('invited');
    expect(again).toMatchObject({ status: 403, body: { code: 'invitation_not_valid' } });
  });
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
