import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { requestActivations } from '#shared/use-cases/request-activations';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  mallory,
  margaret,
  membership,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changeRules, listed, use, withoutTicket, worldWithBreakGlass } from './break-glass.ts';
import { ask, callerOf, refusalOf, WHY } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithBreakGlass(open);
});

describe('T-45: break-glass used', () => {
  it('needs nobody and no ticket, is on record as what it is and alarms before the answer', async () => {
    const used = await use(world);

    expect(used).toMatchObject({ status: 'approved', durationMinutes: 30, breakGlass: { review: 'awaiting' } });
    expect(used).not.toHaveProperty('approval');
    const [event] = await world.activations.listEvents(used.id);
    expect(event).toMatchObject({ type: 'activation.requested', actor: { id: ada.id }, details: { breakGlass: true } });
    expect(world.alarms).toEqual(['breakGlassUsed', 'reviewsAwaited 1']);
  });

  it('by somebody listed through a group', async () => {
    expect(await use(world, {}, margaret)).toMatchObject({ status: 'approved', breakGlass: { review: 'awaiting' } });
  });

  it('lasts as long as it may where nobody says how long', async () => {
    expect(await use(world, { durationMinutes: undefined })).toMatchObject({ durationMinutes: 45 });
  });

  it('leaves ordinary requests as they were: asked of approvers, without an alarm', async () => {
    await changeRules(world, withoutTicket);

    expect(await ask(world, { breakGlass: false })).toMatchObject({ status: 'pending_approval' });
    expect(world.alarms).toEqual([]);
  });
});

describe('T-45: break-glass is refused', () => {
  const refusal = (attempt: () => Promise<unknown>) => refusalOf(world, attempt);

  it('for longer than its maximum, with that', async () => {
    expect(await refusal(() => use(world, { durationMinutes: 46 }))).toEqual(
      refused('duration_too_long', { violations: [expect.objectContaining({ limit: 45 })] }),
    );
  });

  it('to the unlisted, although they are eligible', async () => {
    await changeRules(world, { breakGlass: { ...listed, principals: [userEntry(alan)] } });

    expect(await refusal(() => use(world))).toEqual(refused('break_glass_not_allowed'));
    expect(world.alarms).toEqual([]);
  });

  it('to everybody where it is off', async () => {
    await changeRules(world, { breakGlass: { ...listed, principals: [] } });

    expect(await refusal(() => use(world))).toEqual(refused('break_glass_not_allowed'));
  });

  it('to the listed who are not eligible: the list says who goes without approval, not who may hold the role', async () => {
    await changeRules(world, { breakGlass: { ...listed, principals: [userEntry(mallory)] } });

    expect(await refusal(() => use(world, {}, mallory))).toEqual(refused('not_eligible'));
  });

  it('through a group somebody has left', async () => {
    await world.table.erase(keys.membership(margaret.id, operators.id));

    expect(await refusal(() => use(world, {}, margaret))).toEqual(refused('not_eligible'));
  });

  it('without a reason, even where the role asks for none', async () => {
    const request = { items: [{ roleId: EXCHANGE, breakGlass: true }], justification: ' ' };
    const [result] = await requestActivations(request, await callerOf(world, ada), world);

    expect(result).toMatchObject({ refusal: { code: 'justification_required' } });
  });

  it('without the second factor the role asks for', async () => {
    const caller = await callerOf(world, ada, { mfa: false });
    const request = { items: [{ roleId: EXCHANGE, breakGlass: true }], ...WHY };

    expect(await refusal(() => requestActivations(request, caller, world))).toEqual(refused('mfa_required'));
  });

  it('for a time to come', async () => {
    expect(await refusal(() => use(world, { startsAt: plusMinutes(NOON, 10) }))).toEqual(
      refused('break_glass_starts_now'),
    );
  });

  it('when the list changes at the same moment', async () => {
    const racing = {
      ...world,
      roles: {
        ...world.roles,
        findAt: async (...place: Parameters<World['roles']['findAt']>) => {
          const found = await world.roles.findAt(...place);
          await world.table.edit(keys.settings(EXCHANGE, '/'), { version: 2 });
          return found;
        },
      },
    };
    const request = { items: [{ roleId: EXCHANGE, breakGlass: true }], ...WHY };

    const [result] = await requestActivations(request, await callerOf(world, ada), racing);

    expect(result).toMatchObject({ refusal: { code: 'changed_meanwhile' } });
    expect(world.alarms).toEqual([]);
  });
});

describe('somebody new in a listed group', () => {
  it('may use break-glass from the moment they belong to it', async () => {
    await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'eligible'), demonstration);
    expect(await refusalOf(world, () => use(world, {}, mallory))).toEqual(refused('break_glass_not_allowed'));

    await world.directory.addMember(membership(mallory, operators), demonstration);

    expect(await use(world, {}, mallory)).toMatchObject({ status: 'approved' });
  });
});
