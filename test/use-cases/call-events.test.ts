import { describe, expect, it } from 'vitest';
import { MailsUndelivered, tellPeople } from '#shared/use-cases/tell-people';
import { alan } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { askTogether, decide, eventAbout, FIVE, readCall, tellAbout, worldWithFive } from './calls.ts';

const open = useWorlds();

describe('the events of one call', () => {
  it.each([
    ['in order', [0, 1, 2, 3, 4]],
    ['the other way round', [4, 3, 2, 1, 0]],
    ['twice', [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]],
  ])('bring one mail when they come %s', async (_, order) => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);

    await tellAbout(
      world,
      order.map((at) => ids[at] ?? ''),
    );

    expect(world.mailer.to(alan)).toHaveLength(1);
  });

  it('bring one mail when they come at the same moment', async () => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);
    const events = await Promise.all(ids.map((id) => eventAbout(world, id, 'activation.requested')));

    await Promise.allSettled(events.map((event) => tellPeople(event, world)));
    for (const event of events) await tellPeople(event, world);

    expect(world.mailer.to(alan)).toHaveLength(1);
  });

  it('wait for the items that are still being stored', async () => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);
    const [first = ''] = ids;
    let looks = 0;
    const slow = {
      ...world,
      activations: {
        ...world.activations,
        find: async (id: string) => (id !== first && looks < 4 ? undefined : world.activations.find(id)),
      },
      pause: async () => {
        looks += 1;
      },
    };

    await tellPeople(await eventAbout(world, first, 'activation.requested'), slow);

    expect(looks).toBe(4);
    expect(world.mailer.to(alan).map(({ subject }) => subject)).toEqual(['Approve or deny: ada asks for 5 roles']);
  });

  it('wait less than 10 seconds, and ask about what is there when the call crashed between its items', async () => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);
    const [first = '', second = ''] = ids;
    const crashed = {
      ...world,
      activations: {
        ...world.activations,
        find: async (id: string) => (id === first || id === second ? world.activations.find(id) : undefined),
      },
      pause: async (milliseconds: number) => world.passMinutes(milliseconds / 60_000),
    };

    await tellPeople(await eventAbout(world, first, 'activation.requested'), crashed);
    await tellPeople(await eventAbout(world, second, 'activation.requested'), crashed);

    expect(world.mailer.to(alan).map(({ subject }) => subject)).toEqual(['Approve or deny: ada asks for 2 roles']);
    expect(Date.parse(world.now()) - Date.parse(NOON)).toBeLessThan(10_000);
    // What comes later after all is asked about by its own event.
    await tellAbout(world, ids);
    expect(world.mailer.to(alan).map(({ subject }) => subject)).toEqual([
      'Approve or deny: ada asks for 2 roles',
      'Approve or deny: ada asks for 3 roles',
    ]);
  });

  it('leave nobody unasked when the first of them crashes while it tells', async () => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);
    const crashed = { ...world, linkMint: { mint: () => new Promise<never>(() => {}) } };
    void tellPeople(await eventAbout(world, ids[0] ?? '', 'activation.requested'), crashed);
    while ((await world.decisionLinks.listFor(ids[4] ?? '')).length < 1) await Promise.resolve();

    await expect(tellAbout(world, ids.slice(1, 2))).rejects.toBeInstanceOf(MailsUndelivered);
    world.passMinutes(2.01);
    await tellAbout(world, ids);

    expect(world.mailer.to(alan)).toHaveLength(1);
    const { tokens, code } = readCall(world, alan);
    expect(tokens).toHaveLength(5);
    await decide(world, tokens[4] ?? '', code);
  });

  it('are told again by all of them while the mail service is down, and once when it is back', async () => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);
    world.mailer.before = () => {
      throw new Error('Throttling');
    };
    for (const id of ids) await expect(tellAbout(world, [id])).rejects.toBeInstanceOf(MailsUndelivered);
    world.mailer.before = () => {};

    await tellAbout(world, ids);

    expect(world.mailer.to(alan)).toHaveLength(1);
    expect(readCall(world, alan).tokens).toHaveLength(5);
  });
});
