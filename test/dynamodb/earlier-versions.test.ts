import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { type Entity, entities } from '#shared/dynamodb/keys';
import type { Caller } from '#shared/use-cases/caller';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { grantAccess } from '#shared/use-cases/grant-access';
import { listMyRoles } from '#shared/use-cases/list-my-roles';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { showActivation } from '#shared/use-cases/show-activation';
import { verify } from '#test/audit/an-archive';
import { readItem } from '#test/fixtures/read-item';
import {
  isReleased,
  loadRows,
  type Row,
  readJson,
  readRows,
  readText,
  recordedVersions,
} from '#test/fixtures/recorded';
import { type Call, closeStages, SECOND, type Stage, stage } from '#test/infra/local/step-functions/stage';
import { expectSoundAudit } from '#test/support/audit-trail';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';

const openWorld = useWorlds();
afterEach(closeStages);

interface Recorded {
  readonly about: string;
  readonly name: string;
  readonly input: Readonly<{ activationId: string; needsApproval: boolean; startsAt: string; holdSeconds: number }>;
}

/** Kinds of item that came after the newest version on record. */
const newer: readonly Entity[] = ['link_tries'];

const isEntity = (name: unknown): name is Entity => entities.some((entity) => entity === name);

/** A world with the table of a version, at the time it was recorded; `passing` adds what was there for a moment only. */
async function worldOf(version: string, passing: readonly Row[] = []) {
  const world = await openWorld();
  if (isReleased(version)) {
    world.setTime(readJson(version, 'recorded.json').at);
    await loadRows(world, readRows(version, 'table.jsonl'));
  }
  await loadRows(world, passing);
  return world;
}

/** The archive's objects as files, the checkpoints after the first few left out. */
function archiveFolder(version: string, checkpoints: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries<string>(readJson(version, 'archive.json'))) {
    const [, number = '0'] = /^(?:checkpoints|events)\/(\d+)/.exec(name) ?? [];
    if (Number(number) > checkpoints) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('what earlier versions wrote', () => {
  it('is on record for every kind of item the table can hold: record one in test/fixtures', () => {
    const recorded = recordedVersions.flatMap(rowsOf);

    expect(entities.filter((entity) => !recorded.some((row) => row.entity === entity))).toEqual(newer);
    const seen = recorded.filter(({ entity }) => entity === 'activation').map(({ status }) => status);
    const statuses = Activation.options.map(({ entries }) => entries.status.literal);
    expect(statuses.filter((status) => !seen.includes(status))).toEqual([]);
  });
});

describe.each(recordedVersions)('version %s', (version) => {
  it('left items that are read one by one', async () => {
    const passing = readRows(version, 'passing.jsonl');
    const lasting = isReleased(version) ? readRows(version, 'table.jsonl') : [];

    expect(await unreadOf(lasting, await worldOf(version))).toEqual([]);
    expect(await unreadOf(passing, await worldOf(version, passing))).toEqual([]);
  });
});

describe.each(recordedVersions.filter(isReleased))('a table of version %s', (version) => {
  it('answers who may do what', async () => {
    const world = await worldOf(version);
    const rolesOf = async (id: string) =>
      (await listMyRoles(await callerOf(world, id), world)).map(({ roleId, status }) => `${roleId} ${status}`);
    const mayUse = async (id: string) => (await evaluateAccess(question(id), world)).decision;

    expect(await rolesOf('ada')).toEqual(['exchange-administrator active']);
    expect(await rolesOf('mallory')).toEqual(['exchange-administrator pending_approval']);
    expect(await rolesOf('grace')).toEqual(['privileged-role-administrator active', 'security-administrator active']);
    expect([await mayUse('ada'), await mayUse('mallory')]).toEqual([true, false]);
  });

  it('tells the history it told then', async () => {
    const world = await worldOf(version);
    const exported = readRows(version, 'history.jsonl');
    const grace = await callerOf(world, 'grace');

    const { items } = await world.activations.report({}, { limit: 100 });
    const shown = await Promise.all(items.map(({ id }) => showActivation(id, grace, world)));

    expect(items.map(({ id, status }) => [id, status])).toEqual(exported.map(({ id, status }) => [id, status]));
    expect(readText(version, 'history.csv').trimEnd().split('\n')).toHaveLength(items.length + 1);
    expect(shown.filter(({ events }) => events.length === 0)).toEqual([]);
  });

  it('has a sound audit, in the table, in the export and in the archive', async () => {
    expectSoundAudit(readRows(version, 'table.jsonl'));
    const early = archiveFolder(version, 4);
    const exported = join(early, 'export.jsonl');
    writeFileSync(exported, readText(version, 'audit.jsonl'));

    expect((await verify('--export', exported, early)).code).toBe(0);
    expect((await verify(archiveFolder(version, Number.POSITIVE_INFINITY))).code).toBe(0);
  });

  it.each<Recorded>(readJson(version, 'executions.json'))(
    'has an execution of an activation that is $about, which today’s functions bring to its end',
    async ({ name, input }) => {
      const world = await worldOf(version);
      const running = stage(readJson(version, 'definition.json'), ({ to, given }) => play(to, given, world));
      await moveTo(world, laterOf(world.now(), input.startsAt));

      await running.start(input, name);
      if (input.needsApproval) await approve(running);
      await running.pass(Math.max(0, Date.parse(input.startsAt) - running.clock.now()) + SECOND);
      const held = await world.activations.find(input.activationId);
      await moveTo(world, plusMinutes(held && 'endsAt' in held ? held.endsAt : '', 1));
      await running.pass(input.holdSeconds * SECOND);

      expect([held?.status, running.execution().status]).toEqual(['active', 'SUCCEEDED']);
      expect(await world.activations.find(input.activationId)).toMatchObject({ status: 'ended', outcome: 'expired' });
    },
  );
});

const rowsOf = (version: string): Row[] => [
  ...(isReleased(version) ? readRows(version, 'table.jsonl') : []),
  ...readRows(version, 'passing.jsonl'),
];

/** Names of the items that today's code does not find, or cannot read. */
async function unreadOf(rows: readonly Row[], world: World): Promise<string[]> {
  const unread: string[] = [];
  for (const row of rows) {
    const { entity } = row;
    if (!isEntity(entity)) continue;
    const found = await readItem[entity](row, world).catch(() => undefined);
    if (found === undefined) unread.push(`${row.pk} ${row.sk}`);
  }
  return unread;
}

async function callerOf({ principals, now }: World, id: string): Promise<Caller> {
  const view = await principals.view(id);
  if (!view) throw new Error(`${id} is not there.`);
  return { view, session: { mfa: true, authenticatedAt: now() }, origin: { ip: '192.0.2.1', userAgent: 'test' } };
}

const question = (id: string) => ({
  subject: { type: 'user', id },
  action: { name: 'use' },
  resource: { type: 'role', id: 'exchange-administrator' },
});

async function moveTo(world: World, instant: string) {
  world.setTime(instant);
  await world.heartbeat.beat(instant);
}

/** The functions of now, called as the recorded definition calls them. */
async function play(to: string, given: Call['given'], world: World): Promise<null> {
  const command = { activationId: String(given.activationId), generation: Number(given.generation) };
  if (to.startsWith('WorkflowRevokeAccess')) await revokeAccess(command, world);
  if (to.startsWith('WorkflowGrantAccess'))
    await grantAccess({ ...command, taskToken: String(given.taskToken), heldSince: world.now() }, world);
  return null;
}

async function approve({ calls, sfn, activity }: Stage) {
  const taskToken = Object(calls[0]?.given.ExpressionAttributeValues)[':taskToken']?.S;
  await sfn.call('SendTaskSuccess', { taskToken, output: '{}' });
  await activity.settled();
}

const laterOf = (a: string, b: string) => (a > b ? a : b);
