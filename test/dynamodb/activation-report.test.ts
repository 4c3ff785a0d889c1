import { describe, expect, it } from 'vitest';
import type { PendingActivation } from '#shared/domain/activation';
import { recordVote } from '#shared/domain/decision';
import { cancel, end } from '#shared/domain/ending';
import { plusMinutes } from '#shared/domain/instant';
import type { Activations, ReportFilter } from '#shared/ports/activations';
import { ada, alan, grace, mallory } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { active, approved, changed, pending, provisioning, requested, revoking } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';
import { allPages, idsOf, minuteApart, worldWith } from './reading-lists.ts';

const DAY = 24 * 60;
const cursorAt = (position: string) => Buffer.from(position).toString('base64url');

async function vote(
  activations: Activations,
  asked: PendingActivation,
  by: typeof grace,
  decision: 'approve' | 'deny',
) {
  const at = plusMinutes(asked.requestedAt, 1);
  const cast = { by: { id: by.id, displayName: by.displayName }, decision, justification: '', at };
  const next = recordVote(
    asked,
    { ...cast, assurance: 'session' },
    { isApprover: true, accounts: [], able: [], quorum: 1 },
  );
  await activations.replace(next, asked, changed);
}

/**
 * act_1 yesterday, ada, backup, INC-1, approved by grace · act_2 today 12:00, ada, exchange at res_1, INC-1, denied by alan ·
 * act_3 12:01, mallory, backup, cancelled · act_4 12:02, ada, exchange, deactivated.
 */
async function historyOf(open: OpenWorld): Promise<World> {
  const first = pending({
    id: 'act_1',
    roleId: 'backup',
    requestedAt: plusMinutes(NOON, -DAY),
    ticket: { number: 'INC-1' },
  });
  const second = pending({ id: 'act_2', roleId: 'exchange', resourceId: 'res_1', ticket: { number: 'INC-1' } });
  const third = pending({ id: 'act_3', roleId: 'backup', requester: mallory, requestedAt: plusMinutes(NOON, 1) });
  const elsewhere = { ip: '198.51.100.7', userAgent: 'Mozilla/5.0 (X11)' };
  const fourth = approved({ id: 'act_4', roleId: 'exchange', requestedAt: plusMinutes(NOON, 2), origin: elsewhere });
  const world = await worldWith(open, [first, second, third]);
  await vote(world.activations, first, grace, 'approve');
  await vote(world.activations, second, alan, 'deny');
  await world.activations.replace(cancel(third, NOON), third, changed);
  const closing = revoking(active(provisioning(fourth)));
  await world.activations.add(closing, requested, { guards: [] });
  await world.activations.replace(end(closing, plusMinutes(NOON, 5)), closing, changed);
  world.setTime(plusMinutes(NOON, 60));
  return world;
}

const filters: [string, ReportFilter, string[]][] = [
  ['nothing in particular', {}, ['act_4', 'act_3', 'act_2', 'act_1']],
  ['a requester', { requesterId: ada.id }, ['act_4', 'act_2', 'act_1']],
  ['a role', { roleId: 'backup' }, ['act_3', 'act_1']],
  ['a resource', { resourceId: 'res_1' }, ['act_2']],
  ['an approver who said yes', { approverId: grace.id }, ['act_1']],
  ['an approver who said no', { approverId: alan.id }, ['act_2']],
  ['a ticket', { ticket: 'INC-1' }, ['act_2', 'act_1']],
  ['a status', { status: 'cancelled' }, ['act_3']],
  ['an outcome', { outcome: 'deactivated' }, ['act_4']],
  ['an address', { ip: '198.51.100.7' }, ['act_4']],
  ['half an address', { ip: '198.51.100' }, []],
  ['a part of the client', { userAgent: 'mozilla/5' }, ['act_4']],
  ['a part of the justification', { justification: 'RECEIVES no' }, ['act_4', 'act_3', 'act_2', 'act_1']],
  ['what nobody wrote', { justification: 'nobody wrote this' }, []],
  ['how it was decided', { assurance: 'session' }, ['act_2', 'act_1']],
  ['how it was not decided', { assurance: 'link' }, []],
  ['a ticket system nobody named', { ticketSystem: 'jira' }, []],
  ['when it ended, its start included', { endedFrom: plusMinutes(NOON, 5) }, ['act_4']],
  ['when it ended, its end excluded', { endedTo: plusMinutes(NOON, 5) }, ['act_3', 'act_2']],
  ['a start, included', { from: NOON }, ['act_4', 'act_3', 'act_2']],
  ['an end, excluded', { to: plusMinutes(NOON, 1) }, ['act_2', 'act_1']],
  ['start and end', { from: NOON, to: plusMinutes(NOON, 2) }, ['act_3', 'act_2']],
  ['requester and role', { requesterId: ada.id, roleId: 'backup' }, ['act_1']],
  ['ticket and approver', { ticket: 'INC-1', approverId: alan.id }, ['act_2']],
  ['role, status and time', { roleId: 'exchange', status: 'ended', from: NOON }, ['act_4']],
  ['what never was', { roleId: 'exchange', requesterId: mallory.id }, []],
];

onEveryEngine((open) => {
  describe('a report of activations', () => {
    it('by any filter has one record for each, newest first, on any size of page', async () => {
      const world = await historyOf(open);

      for (const [name, filter, expected] of filters) {
        const report = (page: Parameters<Activations['report']>[1]) => world.activations.report(filter, page);

        expect([name, idsOf(await report({ limit: 100 }))]).toEqual([name, expected]);
        expect([name, (await allPages(report, 1)).flat()]).toEqual([name, expected]);
        expect([name, (await allPages(report, 3)).flat()]).toEqual([name, expected]);
      }
    });

    it('goes back a month when nobody says from when, measured from now and not from the page', async () => {
      const daysAgo = [0, 20, 30, 40, 50];
      const old = minuteApart(5).map((asked, at) => ({
        ...asked,
        requestedAt: plusMinutes(NOON, -DAY * (daysAgo[at] ?? 0)),
      }));
      const world = await worldWith(open, old);

      const pages = await allPages((page) => world.activations.report({}, page), 1);

      expect(pages.flat()).toEqual(['act_00', 'act_01', 'act_02']);
    });

    it('counts its days from the time of the call', async () => {
      const world = await worldWith(open, [pending({ requestedAt: '2031-05-05T12:00:00.000Z' })]);
      world.setTime('2031-05-20T12:00:00.000Z');

      expect(idsOf(await world.activations.report({}, { limit: 5 }))).toEqual(['act_1']);
    });

    it.each([
      ['is nonsense', 'zzzz'],
      ['is no day', '2026-11-00T00:00:00.000Z#act_1'],
      ['lies in the far future', '9999-12-31T00:00:00.000Z#act_1'],
    ])('refuses a cursor whose position %s, or stays in the list, at little cost', async (_, position) => {
      const world = await historyOf(open);
      const before = world.table.requests.length;

      const page = await world.activations
        .report({}, { limit: 10, cursor: cursorAt(position) })
        .then(idsOf, (error) => error);

      expect(page).toSatisfy((answer) => Array.isArray(answer) || answer.code === 'invalid_cursor');
      expect(world.table.requests.length - before).toBeLessThan(200);
    });

    it('until some time to come begins with now, so that its month is not lost in the future', async () => {
      const world = await historyOf(open);

      const report = await world.activations.report({ to: '2099-01-01T00:00:00.000Z' }, { limit: 10 });

      expect(idsOf(report)).toEqual(['act_4', 'act_3', 'act_2', 'act_1']);
    });

    it('from long ago is never cut: a page that finds nothing in its days says where the next goes on', async () => {
      const daysAgo = [0, 61, 62, 63, 130];
      const old = daysAgo.map((days, at) =>
        pending({ id: `act_${at}`, roleId: `role_${at}`, requestedAt: plusMinutes(NOON, -DAY * days) }),
      );
      const world = await worldWith(open, old);
      const from = plusMinutes(NOON, -DAY * 130);

      const few = await allPages((page) => world.activations.report({ from }, page), 2);
      const many = await allPages((page) => world.activations.report({ from }, page), 100);

      expect(few.flat()).toEqual(['act_0', 'act_1', 'act_2', 'act_3', 'act_4']);
      expect(many.flat()).toEqual(few.flat());
      expect(many.length).toBeGreaterThan(2);
    });

    it('goes on from a bare day, which is where a page without records stops', async () => {
      const world = await historyOf(open);
      const from = plusMinutes(NOON, -2 * DAY);

      const page = await world.activations.report({ from }, { limit: 10, cursor: cursorAt('2026-11-22') });

      expect(idsOf(page)).toEqual(['act_1']);
    });

    it('looks through no more days at once than an answer may take, however long ago it shall begin', async () => {
      const world = await historyOf(open);
      const before = world.table.requests.length;

      const report = await world.activations.report({ from: '0001-01-01T00:00:00.000Z' }, { limit: 10 });

      expect(idsOf(report)).toHaveLength(4);
      expect(report.nextCursor).toBeDefined();
      expect(world.table.requests.length - before).toBeLessThan(62 * 4 + 50);
    });

    it('from before there was any record comes to an end all the same', async () => {
      const world = await historyOf(open);
      const from = '0001-01-01T00:00:00.000Z';

      const page = await world.activations.report({ from }, { limit: 10, cursor: cursorAt('2020-01-03') });

      expect(page).toEqual({ items: [] });
    });
  });
});
