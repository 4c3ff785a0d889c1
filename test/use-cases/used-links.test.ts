import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { RoleSettings } from '#shared/domain/role-settings';
import { renewLink } from '#shared/use-cases/link-decisions';
import { alan, approval, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { beginByLink, type LinkStory } from './by-link.ts';
import { refusalOf, remind, stored, tell, vote } from './steps.ts';

const open = useWorlds();
let story: LinkStory;
let world: World;
let id: string;

async function begin(settings: Partial<RoleSettings> = {}): Promise<void> {
  story = await beginByLink(open, settings);
  ({ world, id } = story);
}
beforeEach(() => begin());

describe('a wrong code', () => {
  it('locks the link after five, for the right code too, and denies nothing; signing in still works (T-30)', async () => {
    for (let tries = 1; tries <= 5; tries += 1)
      await expect(story.decide(story.wrong(story.letterTo(grace)))).rejects.toMatchObject({
        code: 'wrong_match_code',
      });

    expect(await refusalOf(world, () => story.decide(story.letterTo(grace)))).toMatchObject({ code: 'link_locked' });
    expect(story.locked).toEqual([id]);
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval' });
    expect(await story.decide(story.letterTo(alan))).toMatchObject({ status: 'approved' });
    await begin();
    for (let tries = 1; tries <= 5; tries += 1) await story.decide(story.wrong(story.letterTo(grace))).catch(() => {});
    expect(await vote(world, id, grace)).toMatchObject({ status: 'approved' });
  });

  it('does not use up the fifth try of the right one', async () => {
    for (let tries = 1; tries <= 4; tries += 1) await story.decide(story.wrong(story.letterTo(grace))).catch(() => {});

    expect(await story.decide(story.letterTo(grace))).toMatchObject({ status: 'approved' });
  });

  it('is counted and put on record five times when twenty are typed at once', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => story.decide(story.wrong(story.letterTo(grace)))),
    );

    const codes = results.map((result) => result.status === 'rejected' && result.reason.code);
    expect(codes.filter((code) => code === 'wrong_match_code')).toHaveLength(5);
    expect(codes.filter((code) => code === 'link_locked')).toHaveLength(15);
    expect(story.locked).toEqual([id]);
    const events = (await world.exportTable()).filter(({ type }) => String(type).startsWith('link.'));
    expect(events.filter(({ type }) => type === 'link.wrong_code')).toHaveLength(5);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
  });
});

describe('an older link', () => {
  it('is refused once a reminder brought a fresh one (T-28)', async () => {
    const older = story.letterTo(grace);
    await remind(world, id);

    expect(await refusalOf(world, () => story.decide(older))).toMatchObject({ code: 'link_replaced' });
    expect(await refusalOf(world, () => renewLink(older.token, world))).toMatchObject({ code: 'link_replaced' });
    expect(await story.decide(story.letterTo(grace))).toMatchObject({ status: 'approved' });
  });
});

describe('renewing a link whose time is over', () => {
  it('brings a fresh mail to the same approver alone, with a link that works', async () => {
    world.setTime(plusMinutes(NOON, 61));
    const mails = world.mailer.sent.length;

    await renewLink(story.letterTo(grace).token, world);
    await tell(world, 'link.renewed');

    expect(world.mailer.sent.slice(mails).map(({ to }) => to)).toEqual([grace.email]);
    expect(await story.decide(story.letterTo(grace))).toMatchObject({ status: 'approved' });
  });

  it('works three times and is refused the fourth', async () => {
    for (let renewals = 1; renewals <= 3; renewals += 1) {
      world.passMinutes(61);
      await renewLink(story.letterTo(grace).token, world);
      await tell(world, 'link.renewed');
    }

    world.passMinutes(61);
    const fourth = await refusalOf(world, () => renewLink(story.letterTo(grace).token, world));

    expect(fourth).toMatchObject({ code: 'link_renewed_too_often' });
    expect((await story.linksOf(grace)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('is refused while the link still works, so that nobody takes it from its owner', async () => {
    const { token } = story.letterTo(grace);

    expect(await refusalOf(world, () => renewLink(token, world))).toMatchObject({ code: 'link_still_valid' });
  });

  it('is refused for a link that is locked, so that nobody gets more tries', async () => {
    for (let tries = 1; tries <= 5; tries += 1) await story.decide(story.wrong(story.letterTo(grace))).catch(() => {});
    world.passMinutes(61);
    const { token } = story.letterTo(grace);

    expect(await refusalOf(world, () => renewLink(token, world))).toMatchObject({ code: 'link_locked' });
  });

  it('is refused for a link that was used', async () => {
    await begin(approval({ quorum: 2 }));
    await story.decide(story.letterTo(grace));

    expect(await refusalOf(world, () => renewLink(story.letterTo(grace).token, world))).toMatchObject({
      code: 'link_used',
    });
  });
});
