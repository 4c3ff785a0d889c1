import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '#shared/audit/checkpoint-token';
import { verifyAudit } from '#shared/audit/verify-audit';
import { sealAudit } from '#shared/use-cases/seal-audit';
import { ada, foundOrganization } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { checkpointKey as publicKey, sealing } from './sealing.ts';

const open = useWorlds();
async function changeSomething(world: World, n: number): Promise<void> {
  await world.directory.addPrincipal({ ...ada, id: `prn_${n}`, subject: `subject-${n}` }, ada);
}

describe('sealing the audit', () => {
  it('archives what was recorded and signs the heads of the chains that grew', async () => {
    const world = await foundOrganization(await open());
    const { seal, checkpoints, archived } = sealing(world);
    world.passMinutes(60);

    const sealed = await seal();

    const [kept] = await checkpoints();
    expect(sealed).toBe(archived().length);
    expect(sealed).toBeGreaterThan(10);
    expect(kept?.checkpoint).toMatchObject({ number: 1, previous: '' });
    expect(kept?.checkpoint?.heads.map(({ subject }) => subject)).toContain('principal:prn_ada');
    expect(verifyAudit(archived(), await checkpoints())).toEqual([]);
  });

  it('goes on from where it came, each checkpoint after the one before', async () => {
    const world = await foundOrganization(await open());
    const { seal, checkpoints, archived } = sealing(world);
    world.passMinutes(60);
    await seal();
    await changeSomething(world, 1);
    world.passMinutes(60);

    expect(await seal()).toBe(1);

    const all = await checkpoints();
    expect(all.map(({ checkpoint }) => [checkpoint?.number, checkpoint?.heads.length])).toEqual([
      [1, expect.any(Number)],
      [2, 1],
    ]);
    expect(verifyAudit(archived(), all)).toEqual([]);
  });

  it('leaves the key beside what it signed, also when another one signs from now on', async () => {
    const world = await foundOrganization(await open());
    const { seal, needs, vault } = sealing(world);
    world.passMinutes(60);
    await seal();
    needs.checkpointSigner.publicKey = async () => ({ keyId: 'key-2', pem: 'ANOTHER' });
    world.passMinutes(60);
    await seal();

    const keys = [...vault.objects].filter(([name]) => name.startsWith('keys/'));
    expect(keys).toEqual([
      ['keys/key-1.pem', 'PEM'],
      ['keys/key-2.pem', 'ANOTHER'],
    ]);
  });

  it('leaves the last five minutes to the next time: a transaction may still be on its way', async () => {
    const world = await foundOrganization(await open());
    const { seal } = sealing(world);
    world.passMinutes(60);
    await changeSomething(world, 1);
    world.passMinutes(4);
    await seal();
    world.passMinutes(60);

    expect(await seal()).toBe(1);
  });

  it('signs an hour in which nothing happened, too', async () => {
    const world = await foundOrganization(await open());
    const { seal, checkpoints } = sealing(world);
    world.passMinutes(60);
    await seal();
    world.passMinutes(60);

    expect(await seal()).toBe(0);
    expect((await checkpoints()).at(-1)?.checkpoint).toMatchObject({ number: 2, heads: [] });
  });

  it('does nothing before consent', async () => {
    const { seal, vault } = sealing(await open());

    expect(await seal()).toBe(0);
    expect(vault.objects.size).toBe(0);
  });

  it('takes a checkpoint that was kept before a crash for the one it is', async () => {
    const world = await foundOrganization(await open());
    const { needs, seal, checkpoints, archived } = sealing(world);
    world.passMinutes(60);
    const crashing = {
      ...needs,
      auditSeals: { ...needs.auditSeals, advance: () => Promise.reject(new Error('The process was killed.')) },
    };
    await expect(sealAudit(crashing)).rejects.toThrow('killed');
    await changeSomething(world, 1);
    world.passMinutes(60);

    await seal();
    world.passMinutes(60);
    await seal();

    const all = await checkpoints();
    expect(all.map(({ checkpoint }) => checkpoint?.number)).toEqual([1, 2]);
    const distinct = new Map(archived().map((event) => [event.id, event]));
    expect(distinct.size).toBeGreaterThan(0);
    expect(verifyAudit([...distinct.values()], all)).toEqual([]);
  });

  it('is done by one of two that seal at once', async () => {
    const world = await foundOrganization(await open());
    const { seal, checkpoints, needs } = sealing(world);
    world.passMinutes(60);

    await Promise.allSettled([seal(), seal()]);

    expect(await checkpoints()).toHaveLength(1);
    expect(await needs.auditSeals.last()).toMatchObject({ number: 1 });
  });
});

describe('a checkpoint', () => {
  it('is nobody’s who has another key, or one of another name', async () => {
    const world = await foundOrganization(await open());
    const { seal, checkpoints } = sealing(world);
    world.passMinutes(60);
    await seal();
    const [kept] = await checkpoints();
    const { publicKey: other } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

    expect(await readCheckpoint(kept?.text ?? '', new Map([['key-1', other]]))).toBeUndefined();
    expect(await readCheckpoint(kept?.text ?? '', new Map([['another', publicKey]]))).toBeUndefined();
    expect(await readCheckpoint(kept?.text ?? '', new Map([['key-1', publicKey]]))).toBeDefined();
  });
});
