import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { DecisionLink } from '#shared/domain/decision-link';
import { keys } from '#shared/dynamodb/keys';
import { type Guard, Stale } from '#shared/ports';
import {
  ada,
  assignment,
  EXCHANGE,
  exchangeSettings,
  grace,
  margaret,
  membership,
  operators,
  role,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { active, approved, changed, pending, provisioning, requested, touched } from './an-activation.ts';
import { expiryOfHoldToken } from './expiry-of-hold-token.ts';
import { onEveryEngine } from './on-every-engine.ts';

const link: DecisionLink = {
  activationId: 'act_1',
  hash: 'hash',
  approverId: grace.id,
  codeHash: 'code',
  endsAt: '2026-11-22T13:00:00.000Z',
  state: 'open',
  tries: 0,
  renewals: 0,
  events: 0,
};

const eligible = assignment(operators, EXCHANGE, 'eligible');
const lockOfMargaret = keys.openActivation(margaret.id, 'backup', '/');

const guards: [string, Guard, (world: World) => Promise<void>][] = [
  [
    'a principal is disabled',
    { kind: 'principal_enabled', principalId: margaret.id },
    (world) => world.table.edit(keys.principal(margaret.id), { enabled: false }),
  ],
  [
    'a principal is gone',
    { kind: 'principal_enabled', principalId: margaret.id },
    (world) => world.table.erase(keys.principal(margaret.id)),
  ],
  [
    'an assignment has changed',
    { kind: 'assignment', principalId: operators.id, assignmentId: eligible.id, revision: 1 },
    (world) => world.table.edit(keys.assignment(operators.id, eligible.id), { revision: 2 }),
  ],
  [
    'an assignment is gone',
    { kind: 'assignment', principalId: operators.id, assignmentId: eligible.id, revision: 1 },
    (world) => world.table.erase(keys.assignment(operators.id, eligible.id)),
  ],
  [
    'somebody left a group',
    { kind: 'membership', principalId: margaret.id, groupId: operators.id },
    (world) => world.table.erase(keys.membership(margaret.id, operators.id)),
  ],
  [
    'a role is disabled',
    { kind: 'role_enabled', roleId: EXCHANGE },
    (world) => world.table.edit(keys.role(EXCHANGE), { enabled: false }),
  ],
  [
    'settings have changed',
    { kind: 'settings', roleId: EXCHANGE, resourceId: '/', version: 1 },
    (world) => world.table.edit(keys.settings(EXCHANGE, '/'), { version: 2 }),
  ],
  [
    'settings exist where none did',
    { kind: 'settings', roleId: EXCHANGE, resourceId: 'res_unit', version: 0 },
    (world) => world.table.edit(keys.settings(EXCHANGE, 'res_unit'), { version: 1 }),
  ],
  [
    'a role held by activation is being taken back',
    { kind: 'held_activation', principalId: margaret.id, roleId: 'backup', resourceId: '/', activationId: 'act_m' },
    (world) => world.table.edit(lockOfMargaret, { status: 'revoking' }),
  ],
  [
    'a role is held by another activation',
    { kind: 'held_activation', principalId: margaret.id, roleId: 'backup', resourceId: '/', activationId: 'act_m' },
    (world) => world.table.edit(lockOfMargaret, { activationId: 'act_n' }),
  ],
];

async function worldWithMargaret(open: OpenWorld): Promise<World> {
  const world = await open();
  for (const principal of [ada, margaret, operators]) await world.directory.addPrincipal(principal, demonstration);
  await world.directory.addMember(membership(margaret, operators), demonstration);
  await world.directory.addAssignment(eligible, demonstration);
  await world.directory.addRole(role(EXCHANGE), demonstration);
  const settings = { roleId: EXCHANGE, resourceId: '/', version: 1, settings: exchangeSettings };
  await world.directory.addSettings(settings, demonstration);
  const held = active(provisioning(approved({ id: 'act_m', requester: margaret, roleId: 'backup' })));
  await world.activations.add(held, requested, { guards: [] });
  return world;
}

onEveryEngine((open) => {
  describe('a write that rests on something else', () => {
    it.each(guards)('goes through while it holds, and changes nothing once %s', async (_, guard, breakIt) => {
      const world = await worldWithMargaret(open);
      await world.activations.add(pending(), requested, { guards: [guard] });
      await world.activations.replace(touched(pending()), pending(), changed, { guards: [guard] });
      await breakIt(world);
      const before = await world.exportTable();

      const asked = touched(pending());
      const other = pending({ id: 'act_2', roleId: 'other' });
      const results = await Promise.allSettled([
        world.activations.replace(touched(asked), asked, changed, { guards: [guard] }),
        world.activations.add(other, requested, { guards: [guard] }),
      ]);

      expect(results).toMatchObject([{ reason: expect.any(Stale) }, { reason: expect.any(Stale) }]);
      expect(await world.exportTable()).toEqual(before);
    });
  });

  describe('two rights that rest on the same', () => {
    it('are demanded once: a transaction touches an item only once', async () => {
      const world = await worldWithMargaret(open);
      const isEnabled: Guard = { kind: 'principal_enabled', principalId: margaret.id };
      const sameAgain: Guard = { principalId: margaret.id, kind: 'principal_enabled' };

      await world.activations.add(pending(), requested, { guards: [isEnabled, sameAgain] });
      await world.activations.replace(touched(pending()), pending(), changed, { guards: [isEnabled, isEnabled] });

      expect(await world.activations.find(pending().id)).toEqual(touched(pending()));
    });
  });

  describe('a vote by link', () => {
    it.each(['spent', 'replaced'] as const)(
      'counts once: a link that is %s refuses the whole change',
      async (state) => {
        const world = await worldWithMargaret(open);
        await world.activations.add(pending(), requested, { guards: [] });
        await claimLink(world);
        if (state === 'replaced') await world.table.edit(keys.link('act_1', link.hash), { state });
        else await world.activations.replace(touched(pending()), pending(), changed, { spends: link });
        const current = (await world.activations.find('act_1')) ?? pending();
        const before = await world.exportTable();

        const again = world.activations.replace(touched(current), current, changed, { spends: link });

        await expect(again).rejects.toBeInstanceOf(Stale);
        expect(await world.decisionLinks.find('act_1', link.hash)).toMatchObject({ state });
        expect(await world.exportTable()).toEqual(before);
      },
    );
  });

  describe('a grant', () => {
    const holders = { key: approved().entitlement, holders: ['act_1'], revision: 0 };

    it('keeps the hold token with the generation and the holders in the same transaction', async () => {
      const world = await worldWithMargaret(open);
      await world.activations.add(approved(), requested, { guards: [] });
      const expecting = await world.entitlements.find(holders.key);

      const entitlement = { expecting, next: holders };
      await world.activations.replace(touched(provisioning()), approved(), changed, {
        holdToken: 'token',
        entitlement,
      });

      expect(await world.taskTokens.find('act_1', 'hold')).toEqual({ token: 'token', generation: 1 });
      expect(await expiryOfHoldToken(world)).toBeGreaterThan(Date.parse(NOON) / 1000);
      expect(await world.entitlements.find(holders.key)).toEqual({ ...holders, revision: 1 });
    });

    it('changes nothing when the holders changed since they were read', async () => {
      const world = await worldWithMargaret(open);
      await world.activations.add(approved(), requested, { guards: [] });
      const expecting = await world.entitlements.find(holders.key);
      await world.entitlements.replace({ ...expecting, holders: ['act_0'] }, expecting);
      const before = await world.exportTable();

      const late = world.activations.replace(touched(provisioning()), approved(), changed, {
        entitlement: { expecting, next: holders },
      });

      await expect(late).rejects.toBeInstanceOf(Stale);
      expect(await world.exportTable()).toEqual(before);
    });
  });
});

function claimLink(world: World) {
  const about = { kind: 'activation', id: 'act_1' } as const;
  const claim = { about, eventId: 'evt_1', recipientId: grace.id, audience: 'approver', link };
  return world.mailClaims.claim([claim], '2026-11-22T12:02:00.000Z');
}
