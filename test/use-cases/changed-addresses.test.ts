import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { createPrincipal } from '#shared/use-cases/create-principal';
import { previewDecision } from '#shared/use-cases/link-decisions';
import { ada, alan, grace, margaret } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { beginByLink, type LinkStory } from './by-link.ts';
import { change } from './organization.ts';
import { ask, callerOf, refusalOf, remind, tell } from './steps.ts';

const open = useWorlds();
let story: LinkStory;
let world: World;
/** Ada asked at noon, where links alone decide; it is a minute later. */
beforeEach(async () => {
  story = await beginByLink(open, {});
  ({ world } = story);
  world.setTime(plusMinutes(NOON, 1));
});

const elsewhere = { email: 'elsewhere@example.test' };

describe('a link alone, sent to an approver whose address', () => {
  it('the requester has changed decides nothing: whoever reads it has to sign in', async () => {
    await change(world, alan.id, elsewhere, ada);
    await remind(world, story.id);
    const letter = story.letterTo({ ...alan, ...elsewhere });

    expect(await previewDecision(letter.token, world)).toEqual({ mode: 'signIn' });
    expect(await refusalOf(world, () => story.decide(letter))).toEqual(refused('link_not_enough'));
    expect(await refusalOf(world, () => story.decide(letter, 'deny'))).toEqual(refused('link_not_enough'));
  });

  it('anybody has changed since it was asked for decides nothing either, also a link sent before', async () => {
    const letter = story.letterTo(alan);
    await change(world, alan.id, elsewhere, grace);

    expect(await refusalOf(world, () => story.decide(letter))).toEqual(refused('link_not_enough'));
  });

  it('has not changed decides, whatever else was changed of them', async () => {
    await change(world, alan.id, { displayName: 'Alan M. Turing' }, ada);

    expect(await story.decide(story.letterTo(alan))).toMatchObject({ status: 'approved' });
  });

  it('somebody else gave before it was asked for decides', async () => {
    await change(world, alan.id, elsewhere, ada);
    world.passMinutes(1);
    await ask(world, { durationMinutes: 60 }, margaret);
    await tell(world, 'activation.requested');

    expect(await story.decide(story.letterTo({ ...alan, ...elsewhere }))).toMatchObject({
      requester: { id: margaret.id },
      status: 'approved',
    });
  });

  it('is on record with who gave it, from the start', async () => {
    const wanted = { kind: 'user' as const, displayName: 'Barbara', email: 'barbara@example.test' };
    const created = await createPrincipal(wanted, await callerOf(world, grace), world);

    expect(created.principal.addressedBy).toEqual({ id: grace.id, at: plusMinutes(NOON, 1) });
  });
});
