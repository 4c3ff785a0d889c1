import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '#shared/audit/verify-audit';
import { AuditEvent } from '#shared/domain/audit-event';
import { findOverdue } from '#shared/use-cases/retire-records';
import { sealAudit } from '#shared/use-cases/seal-audit';
import { ada, EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { over, worldWithBreakGlass } from './break-glass.ts';
import { chainOf, change } from './organization.ts';
import { sealing } from './sealing.ts';
import { activate, ask, stored, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
const DAYS = 30;
const DAY = 24 * 60;

/** Sealed twice, so that all there was is archived for long, and then as many days later once more. */
async function age(world: World, { seal }: ReturnType<typeof sealing>, days: number): Promise<void> {
  for (const minutes of [60, 120, days * DAY]) {
    world.passMinutes(minutes);
    await seal();
  }
}

async function eventsIn(world: World): Promise<AuditEvent[]> {
  const items = (await world.exportTable()).filter(({ entity }) => entity === 'event');
  return items.map((item) => v.parse(AuditEvent, item)).sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq);
}

async function tracesOf(world: World, id: string) {
  return (await world.exportTable()).filter((item) => JSON.stringify(item).includes(id));
}

/** Table and archive, each verified alone. */
async function findingsIn(world: World, { checkpoints, archived }: ReturnType<typeof sealing>) {
  const kept = await checkpoints();
  return [...verifyAudit(await eventsIn(world), kept), ...verifyAudit(archived(), kept)];
}

async function denied(world: World): Promise<string> {
  const { id } = await ask(world);
  await vote(world, id, grace, 'deny');
  return id;
}

describe('REP-1, REP-2: what is older than it has to be kept', () => {
  it('leaves the table: a closed activation with everything about it', async () => {
    const world = await foundOrganization(await open());
    const audit = sealing(world, DAYS);
    const id = await denied(world);
    expect((await tracesOf(world, id)).map(({ entity }) => entity)).toContain('decided');

    await age(world, audit, DAYS + 1);

    expect(await tracesOf(world, id)).toEqual([]);
    expect(audit.archived().filter(({ subject }) => subject.id === id)).toHaveLength(2);
    expect(await findingsIn(world, audit)).toEqual([]);
  });

  it('leaves the table: events, but for the newest of each chain, to which the next is chained', async () => {
    const world = await foundOrganization(await open());
    const audit = sealing(world, DAYS);
    for (const displayName of ['Ada L.', 'Ada Lovelace']) await change(world, ada.id, { displayName });
    expect(await chainOf(world, ada.id)).toHaveLength(3);

    await age(world, audit, DAYS + 1);
    const left = (await eventsIn(world)).filter(({ subject }) => subject.id === ada.id);
    await change(world, ada.id, { displayName: 'Ada' });

    expect(left.map(({ seq }) => seq)).toEqual([3]);
    expect((await eventsIn(world)).filter(({ subject }) => subject.id === ada.id).map(({ seq }) => seq)).toEqual([
      3, 4,
    ]);
    expect(await findingsIn(world, audit)).toEqual([]);
  });

  it('names what somebody else took away', async () => {
    const world = await foundOrganization(await open());
    const audit = sealing(world, DAYS);
    for (const displayName of ['Ada L.', 'Ada Lovelace']) await change(world, ada.id, { displayName });
    await age(world, audit, DAYS + 1);

    const touched = (await eventsIn(world)).filter(({ subject }) => subject.id !== ada.id);

    expect(verifyAudit(touched, await audit.checkpoints())).toEqual([
      expect.objectContaining({ kind: 'cut', subject: `principal:${ada.id}`, seq: 3 }),
    ]);
  });

  it('is nothing before its day', async () => {
    const world = await foundOrganization(await open());
    const audit = sealing(world, DAYS);
    const id = await denied(world);
    const before = await eventsIn(world);

    await age(world, audit, DAYS - 1);

    expect(await eventsIn(world)).toEqual(before);
    expect(await stored(world, id)).toMatchObject({ status: 'denied' });
  });

  it('stays until it is archived, however old', async () => {
    const world = await foundOrganization(await open());
    const audit = sealing(world, DAYS);
    const id = await denied(world);
    world.passMinutes((DAYS + 10) * DAY);

    await audit.seal();

    expect(await stored(world, id)).toMatchObject({ status: 'denied' });
  });

  it('stays as a whole while the activation runs', async () => {
    const world = await worldWithoutApproval(open);
    await world.heartbeat.beat(world.now());
    const audit = sealing(world, DAYS);
    const { id } = await activate(world);
    const before = await world.activations.listEvents(id);

    await age(world, audit, DAYS + 1);

    expect(await world.activations.listEvents(id)).toEqual(before);
    expect(await stored(world, id)).toMatchObject({ status: 'active', roleId: EXCHANGE });
  });

  it('stays while the review of an emergency is awaited', async () => {
    const world = await worldWithBreakGlass(open);
    const audit = sealing(world, DAYS);
    const { id } = await over(world);

    await age(world, audit, DAYS + 1);

    expect(await stored(world, id)).toMatchObject({ status: 'ended', breakGlass: { review: 'awaiting' } });
  });

  it('goes the next time when the process was killed in between, and verifies all the while', async () => {
    const world = await foundOrganization(await open());
    const audit = sealing(world, DAYS);
    const id = await denied(world);
    await age(world, audit, DAYS - 1);
    world.passMinutes(2 * DAY);
    let calls = 0;
    const removeUpTo: typeof audit.needs.auditRetention.removeUpTo = async (subject, seq) => {
      calls += 1;
      if (subject.id === id) await audit.needs.auditRetention.removeUpTo(subject, seq - 1);
      if (subject.id === id || calls > 3) throw new Error('The process was killed.');
      return audit.needs.auditRetention.removeUpTo(subject, seq);
    };
    const crashing = { ...audit.needs, auditRetention: { ...audit.needs.auditRetention, removeUpTo } };

    await expect(sealAudit(crashing)).rejects.toThrow('killed');
    const between = await findingsIn(world, audit);
    world.passMinutes(60);
    await audit.seal();

    expect(between).toEqual([]);
    expect(await tracesOf(world, id)).toEqual([]);
    expect(await findingsIn(world, audit)).toEqual([]);
  });

  it('is looked at a month a run, so that no run takes too long', async () => {
    const world = await foundOrganization(await open());
    const { needs } = sealing(world, DAYS);
    const quiet = { ...needs, auditSeals: { listRecorded: async function* () {} } };

    const overdue = await findOverdue(world.now(), '2020-01-01T00:00:00.000Z', quiet);

    expect(overdue).toEqual({ removals: [], cameTo: '2020-02-01T00:00:00.000Z' });
  });
});
