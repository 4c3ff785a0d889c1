import { describe, expect, it } from 'vitest';
import { keys } from '#shared/dynamodb/keys';
import { Stale } from '#shared/ports';
import { ada } from '#test/support/found-organization';
import { NOON } from '#test/support/world';
import { active, changed, requested, touched } from './an-activation.ts';
import { expiryOfHoldToken } from './expiry-of-hold-token.ts';
import { onEveryEngine } from './on-every-engine.ts';

onEveryEngine((open) => {
  describe('a task token', () => {
    it('is found as the workflow wrote it, by kind', async () => {
      const world = await open();
      await world.table.edit(keys.taskToken('act_1', 'approval'), { taskToken: 'from-the-workflow', generation: 2 });

      expect(await world.taskTokens.find('act_1', 'approval')).toEqual({ token: 'from-the-workflow', generation: 2 });
      expect(await world.taskTokens.find('act_1', 'hold')).toBeUndefined();
    });

    it('of a new generation replaces the older one while the activation is as it was read', async () => {
      const world = await open();
      const running = active();
      await world.activations.add(running, requested, { guards: [] });

      await world.taskTokens.keepHoldToken(running, 'first');
      const next = { ...touched(running), generation: 2 };
      await world.activations.replace(next, running, changed);
      await world.taskTokens.keepHoldToken(next, 'second');

      await expect(world.taskTokens.keepHoldToken(running, 'late')).rejects.toBeInstanceOf(Stale);
      expect(await world.taskTokens.find(running.id, 'hold')).toEqual({ token: 'second', generation: 2 });
    });

    it('is cleaned away 400 days later: no execution lasts longer than a year', async () => {
      const world = await open();
      const running = active();
      await world.activations.add(running, requested, { guards: [] });

      await world.taskTokens.keepHoldToken(running, 'first');

      expect(await expiryOfHoldToken(world)).toBe(Date.parse('2027-12-27T12:00:00.000Z') / 1000);
    });
  });
});

onEveryEngine((open) => {
  describe('an entitlement', () => {
    it('has no holders until somebody gets it', async () => {
      const world = await open();

      expect(await world.entitlements.find('directory:x')).toEqual({ key: 'directory:x', holders: [], revision: 0 });
    });

    it('changes only from the revision that was read: of ten at once one gets through', async () => {
      const world = await open();
      const none = await world.entitlements.find('directory:x');
      await world.entitlements.replace({ ...none, holders: ['act_1'] }, none);
      const held = await world.entitlements.find('directory:x');
      const next = { ...held, withdrawingUntil: NOON };

      const results = await Promise.allSettled(
        Array.from({ length: 10 }, () => world.entitlements.replace(next, held)),
      );

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(world.entitlements.replace({ ...none, holders: ['act_2'] }, none)).rejects.toBeInstanceOf(Stale);
      expect(await world.entitlements.find('directory:x')).toEqual({ ...next, revision: 2 });
    });
  });
});

onEveryEngine((open) => {
  describe('the heartbeat', () => {
    it('is unknown before the first beat and the newest one after', async () => {
      const world = await open();
      expect(await world.heartbeat.lastBeat()).toBeUndefined();

      await world.heartbeat.beat(NOON);
      await world.heartbeat.beat('2026-11-22T12:01:00.000Z');

      expect(await world.heartbeat.lastBeat()).toBe('2026-11-22T12:01:00.000Z');
    });
  });
});

onEveryEngine((open) => {
  describe('a first answer', () => {
    const record = {
      principalId: ada.id,
      route: 'POST /v1/activations',
      key: 'k1',
      bodyHash: 'h',
      status: 201,
      body: { id: 'act_1' },
    };

    it('is found by principal, route and key together, and expires after a day', async () => {
      const world = await open();
      await world.activations.add(active(), requested, { guards: [], idempotency: record });

      expect(await world.idempotency.find(ada.id, record.route, 'k1')).toMatchObject(record);
      expect(await world.idempotency.find('prn_mallory', record.route, 'k1')).toBeUndefined();
      expect(await world.idempotency.find(ada.id, 'POST /v1/other', 'k1')).toBeUndefined();
      expect(await world.idempotency.find(ada.id, record.route, 'k2')).toBeUndefined();
      const item = (await world.exportTable()).find(({ entity }) => entity === 'idempotency');
      expect(item?.expiresAt).toBe(Date.parse(NOON) / 1000 + 24 * 60 * 60);
    });

    it('is kept once: of ten at once one is remembered', async () => {
      const world = await open();

      const kept = await Promise.all(
        Array.from({ length: 10 }, (_, at) => world.idempotency.remember({ ...record, body: at })),
      );

      expect(kept.filter(Boolean)).toHaveLength(1);
      expect(await world.idempotency.find(ada.id, record.route, 'k1')).toMatchObject({ body: kept.indexOf(true) });
    });

    it('no longer counts a day later, whether or not the table has cleaned it away', async () => {
      const world = await open();
      await world.activations.add(active(), requested, { guards: [], idempotency: record });

      world.setTime('2026-11-23T12:00:00.000Z');

      expect(await world.idempotency.find(ada.id, record.route, 'k1')).toBeUndefined();
      const idempotency = { ...record, body: 'another answer' };
      await world.activations.add({ ...active(), id: 'act_2', roleId: 'backup' }, requested, {
        guards: [],
        idempotency,
      });
      expect(await world.idempotency.find(ada.id, record.route, 'k1')).toMatchObject({ body: 'another answer' });
    });
  });
});
