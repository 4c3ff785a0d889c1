import { afterEach, describe, expect, it } from 'vitest';
import { closeStages, DAY, HOUR, MINUTE, SECOND } from '#test/infra/local/step-functions/stage';
import { approve, close, endEarly, input, statesOf, workflow } from './played-workflow.ts';

afterEach(closeStages);

const SUCCEEDED = { status: 'SUCCEEDED' };
const WHOLE_WAY = ['Needs approval?', 'Wait for approval', 'Wait for start', 'Hold access', 'Revoke access'];

describe('an approved activation', () => {
  it('that runs to its end enters 5 states, and is granted and revoked once', async () => {
    const running = workflow();
    await running.start(input());

    await running.pass(HOUR);
    await approve(running);
    await running.pass(8 * HOUR - MINUTE);
    const before = running.called();
    await running.pass(2 * MINUTE);

    expect(before).toEqual(['dynamodb:updateItem', 'grant-access']);
    expect(running.called()).toEqual([...before, 'revoke-access']);
    expect(running.execution()).toMatchObject({ ...SUCCEEDED, statesEntered: WHOLE_WAY });
  });

  it('that ends early enters 5 states, and is revoked at once', async () => {
    const running = workflow();
    await running.start(input());
    await approve(running);

    await running.pass(HOUR);
    await endEarly(running);

    expect(running.called().at(-1)).toBe('revoke-access');
    expect(running.execution()).toMatchObject({ ...SUCCEEDED, statesEntered: WHOLE_WAY });
  });

  it('with a start in the future waits for it, and holds from then on', async () => {
    const running = workflow();
    const startsAt = new Date(running.clock.now() + 3 * DAY).toISOString();
    await running.start(input({ startsAt }));
    await approve(running);

    await running.pass(3 * DAY - MINUTE);
    const before = running.called();
    await running.pass(2 * MINUTE);

    expect(before).toEqual(['dynamodb:updateItem']);
    const { heldSince } = running.calls[1]?.given ?? {};
    expect(Math.abs(Date.parse(String(heldSince)) - Date.parse(startsAt))).toBeLessThan(SECOND);
    expect(statesOf(running)).toEqual(WHOLE_WAY.slice(0, 4));
  });
});

describe('an activation without approval', () => {
  it('that starts now enters 3 states', async () => {
    const running = workflow();
    await running.start(input({ needsApproval: false }));

    await running.pass(8 * HOUR + SECOND);

    expect(running.called()).toEqual(['grant-access', 'revoke-access']);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Hold access', 'Revoke access']);
  });

  it('that starts later enters 4', async () => {
    const running = workflow();
    const startsAt = new Date(running.clock.now() + DAY).toISOString();
    await running.start(input({ needsApproval: false, startsAt }));

    await running.pass(DAY - MINUTE);
    const before = running.called();
    await running.pass(8 * HOUR + 2 * MINUTE);

    expect(before).toEqual([]);
    expect(running.execution()).toMatchObject(SUCCEEDED);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for start', 'Hold access', 'Revoke access']);
  });
});

describe('a request that is not approved', () => {
  it.each(['denied', 'cancelled while it was pending'])(
    'because it was %s enters 3 states and calls nothing',
    async () => {
      const running = workflow();
      await running.start(input());

      await close(running);

      expect(running.called()).toEqual(['dynamodb:updateItem']);
      expect(running.execution()).toMatchObject(SUCCEEDED);
      expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for approval', 'Not approved']);
    },
  );

  it('because nobody decided in time enters 3 states', async () => {
    const running = workflow();
    await running.start(input());

    await running.pass(DAY - MINUTE);
    const before = running.called();
    await running.pass(2 * MINUTE);

    expect(before).toEqual(['dynamodb:updateItem']);
    expect(running.called()).toEqual(['dynamodb:updateItem', 'close-undecided']);
    expect(running.execution()).toMatchObject(SUCCEEDED);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for approval', 'Close undecided']);
  });
});
