import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { reviewActivation } from '#shared/use-cases/review-activation';
import { ada, alan, grace, principal } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changeRules, held, over, use, withoutTicket, worldWithBreakGlass } from './break-glass.ts';
import { ask, callerOf, expectSound, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithBreakGlass(open);
});

describe('the review', () => {
  const review = async (id: string, person = grace, justification = 'Seen and understood'): Promise<Activation> =>
    reviewActivation({ activationId: id, justification }, await callerOf(world, person), world);

  it.each([
    ['running', held],
    ['over', over],
  ])('of a use that is %s is signed by another administrator, once', async (_, prepare) => {
    const { id, status } = await prepare(world);
    world.passMinutes(5);

    await review(id);

    expect(await expectSound(world, id)).toMatchObject({
      status,
      breakGlass: {
        review: 'signed',
        reviewedBy: { id: grace.id },
        reviewedAt: plusMinutes(NOON, 5),
        reviewJustification: 'Seen and understood',
      },
    });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({
      type: 'activation.reviewed',
      actor: { id: grace.id },
      details: { justification: 'Seen and understood' },
    });
    expect(await refusalOf(world, () => review(id, alan))).toEqual(refused('already_reviewed'));
  });

  it('T-45: is refused to the person who used it, by any account of theirs', async () => {
    const other = principal('ada_admin', { personId: 'person_ada' });
    await world.directory.addPrincipal(other, demonstration);
    await world.table.edit(keys.principal(ada.id), { personId: 'person_ada' });
    const { id } = await held(world);

    expect(await refusalOf(world, () => review(id, ada))).toEqual(refused('self_review'));
    expect(await refusalOf(world, () => review(id, other))).toEqual(refused('self_review'));
  });

  it.each([
    ['of what does not exist', async (): Promise<string> => 'act_none', 'ok', 'activation_not_found'],
    ['before anything was given', async (): Promise<string> => (await use(world)).id, 'ok', 'not_reviewable'],
    ['without a word', async (): Promise<string> => (await held(world)).id, ' \u200b', 'justification_required'],
  ] as const)('is refused %s', async (_, prepare, justification, code) => {
    const id = await prepare();

    expect(await refusalOf(world, () => review(id, grace, justification))).toEqual(refused(code));
  });

  it('is refused of an ordinary activation', async () => {
    await changeRules(world, withoutTicket);
    const { id } = await ask(world);

    expect(await refusalOf(world, () => review(id))).toEqual(refused('not_break_glass'));
  });

  it('of one that is over leaves the lock of a later one alone', async () => {
    const { id } = await over(world);
    const next = await use(world);

    await review(id);

    expect((await world.principals.view(ada.id))?.open).toMatchObject([{ activationId: next.id }]);
    await expectSound(world, next.id);
  });

  it('is found in the report by what it waits for', async () => {
    const { id } = await over(world);
    const found = async (wanted: string) =>
      (await world.activations.report({ review: wanted }, { limit: 25 })).items.map((item) => item.id);
    expect([await found('awaiting'), await found('signed')]).toEqual([[id], []]);

    await review(id);

    expect([await found('awaiting'), await found('signed')]).toEqual([[], [id]]);
  });
});
