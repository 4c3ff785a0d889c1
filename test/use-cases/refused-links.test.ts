import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import type { RoleSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { previewDecision } from '#shared/use-cases/link-decisions';
import { alan, approval, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { beginByLink, type LinkStory } from './by-link.ts';
import { eventsOf, remind, vote } from './steps.ts';

const open = useWorlds();
let story: LinkStory;
let world: World;
let id: string;

async function begin(settings: Partial<RoleSettings> = {}): Promise<void> {
  story = await beginByLink(open, settings);
  ({ world, id } = story);
}
beforeEach(() => begin());

const refusals = async () => (await world.exportTable()).filter(({ type }) => type === 'link.refused');

describe('T-05: why a genuine link was refused', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['link_closed', 'its activation was decided', () => vote(world, id, alan)],
    ['link_expired', 'its hour was over', async () => world.setTime(plusMinutes(NOON, 60))],
    [
      'terms_changed',
      'the terms are others by now',
      () => world.table.edit(keys.activation(id), { durationMinutes: 480 }),
    ],
    [
      'not_an_approver',
      'its approver was disabled (T-27)',
      () => world.table.edit(keys.principal(grace.id), { enabled: false }),
    ],
  ])('is on record as %s when %s', async (reason, _, spoil) => {
    const letter = story.letterTo(grace);
    await spoil();

    await expect(story.decide(letter)).rejects.toBeInstanceOf(Refusal);

    expect(await refusals()).toMatchObject([
      { seq: 1, actor: { id: grace.id }, details: { activationId: id, approverId: grace.id, reason } },
    ]);
  });

  it('is on record for a link that was used, replaced or locked', async () => {
    await begin(approval({ quorum: 2 }));
    const used = story.letterTo(grace);
    await story.decide(used);
    const replaced = story.letterTo(alan);
    await remind(world, id);
    for (let tries = 1; tries <= 5; tries += 1) await story.decide(story.wrong(story.letterTo(alan))).catch(() => {});

    for (const letter of [used, replaced, story.letterTo(alan)]) await story.decide(letter).catch(() => {});

    const reasons = (await refusals()).map(({ details }) => Object(details).reason);
    expect(reasons.sort()).toEqual(['link_locked', 'link_replaced', 'link_used']);
  });

  it('is on record by nobody’s forgery, whatever it claims: then anybody could fill the audit', async () => {
    const before = await world.exportTable();
    const { token, matchCode } = story.letterTo(grace);
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: grace.id, rid: id })).toString('base64url');

    for (const forged of [
      '',
      'x.y.z',
      `${header}.${claims}.${signature}`,
      `${token.slice(0, -4)}AAAA`,
      `${token}${token}`,
    ])
      await expect(story.decide({ token: forged, matchCode })).rejects.toMatchObject({ code: 'link_not_valid' });

    expect(await world.exportTable()).toEqual(before);
  });

  it('is not put on record by looking: a preview changes nothing', async () => {
    await vote(world, id, alan);
    const before = await world.exportTable();

    await expect(previewDecision(story.letterTo(grace).token, world)).rejects.toMatchObject({ code: 'link_closed' });

    expect(await world.exportTable()).toEqual(before);
  });

  it('is on record ten times at most, also when it is sent forty times at once', async () => {
    await vote(world, id, alan);
    const letter = story.letterTo(grace);

    for (let round = 1; round <= 20; round += 1) await Promise.allSettled([story.decide(letter), story.decide(letter)]);

    const recorded = await refusals();
    expect(recorded.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
  });

  it('is nothing on the activation’s own record, which is for its story', async () => {
    await vote(world, id, alan);
    const before = await eventsOf(world, id);

    await story.decide(story.letterTo(grace)).catch(() => {});

    expect(await eventsOf(world, id)).toEqual(before);
  });
});
