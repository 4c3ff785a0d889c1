import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { keys } from '#shared/dynamodb/keys';
import { type EventDraft, Stale } from '#shared/ports';
import { ada, ISSUER } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

const EMAIL = 'barbara@example.test';
const barbara: Principal = {
  id: 'prn_barbara',
  kind: 'user',
  displayName: 'Barbara',
  email: EMAIL,
  enabled: true,
  invitations: 2,
  revision: 1,
};
const invitation = { principalId: barbara.id, number: 2, hash: 'hash-2', endsAt: '2026-11-29T12:00:00.000Z' };
const open2 = { ...invitation, state: 'open' as const };
const bound = { ...barbara, issuer: ISSUER, subject: 'barbara', revision: 2 };
const binding: EventDraft = { type: 'principal.bound', actor: barbara, details: {} };

onEveryEngine((open) => {
  let world: World;
  const arrange = async () => {
    world = await open();
    await world.directory.addPrincipal(barbara, demonstration);
  };

  describe('keeping the hash of a code', () => {
    beforeEach(arrange);

    it('leaves the newest one only', async () => {
      expect(await world.invitations.keep(invitation, EMAIL)).toBe(true);
      expect(await world.invitations.keep({ ...invitation, hash: 'hash-2b' }, EMAIL)).toBe(true);

      expect(await world.invitations.find(barbara.id)).toEqual({ ...open2, hash: 'hash-2b' });
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['a newer invitation was asked for', { invitations: 3 }, EMAIL],
      ['the address is another one by now', { email: 'other@example.test' }, EMAIL],
      ['they are disabled', { enabled: false }, EMAIL],
      ['they sign in already', { issuer: ISSUER, subject: 'barbara' }, EMAIL],
    ])('is refused when %s, so that no such mail goes out', async (_, changes, email) => {
      await world.invitations.keep(invitation, EMAIL);
      await world.table.edit(keys.principal(barbara.id), changes);
      const before = await world.exportTable();

      expect(await world.invitations.keep({ ...invitation, hash: 'late' }, email)).toBe(false);

      expect(await world.exportTable()).toEqual(before);
    });

    it('is refused for nobody', async () => {
      expect(await world.invitations.keep({ ...invitation, principalId: 'prn_nobody' }, EMAIL)).toBe(false);
      expect(await world.invitations.find('prn_nobody')).toBeUndefined();
    });
  });

  describe('redeeming an invitation', () => {
    beforeEach(async () => {
      await arrange();
      await world.invitations.keep(invitation, EMAIL);
    });

    it('binds the identity, spends the code and is on record, in one transaction', async () => {
      const before = world.table.requests.length;

      await world.invitations.redeem(bound, barbara, open2, binding);

      const writing = world.table.requests.slice(before).filter((name) => !/^(Batch)?Get/.test(name));
      expect(writing).toEqual(['TransactWriteItems']);
      expect(await world.principals.find(barbara.id)).toEqual(bound);
      expect(await world.principals.findIdByIdentity(ISSUER, 'barbara')).toBe(barbara.id);
      expect(await world.invitations.find(barbara.id)).toEqual({ ...open2, state: 'redeemed' });
      const events = (await world.exportTable()).filter(({ type }) => type === 'principal.bound');
      expect(events).toMatchObject([{ seq: 2, subject: { kind: 'principal', id: barbara.id } }]);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['the code was redeemed', () => world.table.edit(keys.invitation(barbara.id), { state: 'redeemed' })],
      ['the code was replaced', () => world.table.edit(keys.invitation(barbara.id), { hash: 'newer' })],
      ['the invitation is gone', () => world.table.erase(keys.invitation(barbara.id))],
      ['they were changed', () => world.table.edit(keys.principal(barbara.id), { revision: 7 })],
      ['they were disabled', () => world.table.edit(keys.principal(barbara.id), { enabled: false })],
      ['they were bound', () => world.table.edit(keys.principal(barbara.id), { issuer: ISSUER, subject: 'x' })],
      [
        'somebody else has the identity',
        () => world.directory.addPrincipal({ ...ada, subject: 'barbara' }, demonstration),
      ],
    ])('changes nothing once %s', async (_, change) => {
      await change();
      const before = await world.exportTable();

      await expect(world.invitations.redeem(bound, barbara, open2, binding)).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
    });
  });

  describe('the count of standing administrators, when a sign-in is bound (ONB-4)', () => {
    const COUNT = 2;
    const mark = () => world.table.edit(keys.principal(barbara.id), { standingAdministrator: true });
    const countOf = () => world.assignments.countAdministrators();
    beforeEach(async () => {
      await arrange();
      await world.invitations.keep(invitation, EMAIL);
      await world.table.edit(keys.administrators(), { entity: 'administrators', standing: COUNT });
    });

    it('rises by one who holds the role already', async () => {
      await mark();

      await world.invitations.redeem(bound, barbara, open2, binding);

      expect(await countOf()).toBe(COUNT + 1);
    });

    it('stays for everybody else', async () => {
      await world.invitations.redeem(bound, barbara, open2, binding);

      expect(await countOf()).toBe(COUNT);
    });

    it.each([
      ['gets the role', {}, { standingAdministrator: true }],
      ['loses it', { standingAdministrator: true }, { standingAdministrator: false }],
    ])('is not written by what was read before somebody %s', async (_, before, after) => {
      await world.table.edit(keys.principal(barbara.id), { standingAdministrator: false, ...before });
      world.table.onRequest = async () => {
        if (world.table.requests.at(-1) !== 'TransactWriteItems') return;
        world.table.onRequest = () => {};
        await world.table.edit(keys.principal(barbara.id), after);
      };

      await expect(world.invitations.redeem(bound, barbara, open2, binding)).rejects.toBeInstanceOf(Stale);

      expect(await countOf()).toBe(COUNT);
    });
  });

  describe('a new address', () => {
    beforeEach(arrange);

    it('makes worthless the code that went to the old one', async () => {
      await world.invitations.keep(invitation, EMAIL);
      const next = { ...barbara, email: 'b@example.test', revision: 2 };

      await world.principalRecords.change(next, barbara, { events: [{ ...binding, type: 'principal.changed' }] });

      expect(await world.invitations.find(barbara.id)).toBeUndefined();
    });
  });
});
