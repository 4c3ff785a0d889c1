import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import { startTestStack, type TestStack, withLocalStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, evaluate, letterTo, page, passBy, show } from '#test/support/story';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const expectNothingLeft = async (stack: TestStack) => {
  const rows = await stack.exportTable();
  expectSoundAudit(rows);
  expect(openTraces(rows)).toEqual([]);
};

describe('after a restart on the same data', () => {
  it('what was pending, scheduled and active goes on, and ends on time', async () => {
    const dataFolder = temporaryFolder();
    const first = await startTestStack({ dataFolder });
    const pending = await askForExchange(first);
    const startsAt = plusMinutes(new Date(first.clock.now()).toISOString(), 90);
    const asking = { justification: 'Restart' };
    const scheduled = await ask(first, 'margaret', { ...asking, items: [{ roleId: 'user-administrator', startsAt }] });
    const active = await ask(first, 'linus', { ...asking, items: [{ roleId: 'helpdesk-administrator' }] });
    const { endsAt = '' } = await show(first, active);
    await first.advance(20);
    await first.stop();

    const second = await withLocalStack({ dataFolder });
    await second.advance(1);
    const approved = await decide(second, 'grace', pending, 'approve');
    await second.settled();
    const begun = await show(second, pending);
    await passBy(second, startsAt);
    const started = await show(second, scheduled);
    await passBy(second, endsAt);
    const ended = await show(second, active);
    await second.advance(61);

    expect([approved.status, begun.status]).toEqual([200, 'active']);
    expect(started.status).toBe('active');
    expect(ended).toMatchObject({ status: 'ended', outcome: 'expired', endsAt });
    for (const id of [pending, scheduled])
      expect(await show(second, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
    await expectNothingLeft(second);
  });

  it('the links of before still work, once', async () => {
    const dataFolder = temporaryFolder();
    const first = await startTestStack({ dataFolder });
    await askForExchange(first);
    const letter = letterTo(first, 'grace');
    await first.stop();

    const second = await withLocalStack({ dataFolder });
    const [voted, again] = [await page(second).deny(letter), await page(second).approve(letter)];

    expect([voted.status, voted.body.status]).toEqual([200, 'denied']);
    expect([again.status, again.body.code]).toEqual([409, 'link_closed']);
    await second.settled();
  });
});

describe('a workflow that is stopped (T-39)', () => {
  const stopAll = async ({ stepFunctions }: TestStack) => {
    for (const { executionArn } of stepFunctions.executions())
      await stepFunctions.call('StopExecution', { executionArn });
  };

  it('does not keep the access alive: the sweeper withdraws it within two minutes of its end', async () => {
    const stack = await withLocalStack();
    const id = await askForExchange(stack);
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const { endsAt = '' } = await show(stack, id);

    await stopAll(stack);
    await stack.advance(46);
    await stack.advance((Date.parse(endsAt) - stack.clock.now()) / 60_000);
    const atTheEnd = await show(stack, id);
    await stack.advance(1);
    await stack.advance(1);

    expect(atTheEnd.status).toBe('active');
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
    expect((await evaluate(stack)).decision).toBe(false);
    await expectNothingLeft(stack);
  });

  it('does not keep a request open: a decision starts it again, as the next generation', async () => {
    const stack = await withLocalStack();
    const id = await askForExchange(stack);

    await stopAll(stack);
    await decide(stack, 'alan', id, 'approve');
    await stack.settled();

    expect((await show(stack, id)).status).toBe('active');
    expect(stack.stepFunctions.executions().map(({ name, status }) => [name, status])).toEqual([
      [`${id}.1`, 'ABORTED'],
      [`${id}.2`, 'RUNNING'],
    ]);
  });

  it('while nobody decides is closed by the sweeper', async () => {
    const stack = await withLocalStack();
    const id = await askForExchange(stack);
    const { approval } = await show(stack, id);

    await stopAll(stack);
    await passBy(stack, plusMinutes(approval?.deadline ?? '', 1));

    expect((await show(stack, id)).status).toBe('timed_out');
    await expectNothingLeft(stack);
  });
});

describe('while mails cannot be sent', () => {
  it('the API goes on as always, and the mails arrive afterwards, each once', async () => {
    const stack = await withLocalStack();
    const outage = (times: number) =>
      fetch(`${stack.controlOrigin}/faults`, {
        method: 'POST',
        body: JSON.stringify({ service: 'ses', kind: 'error', times }),
      });
    await outage(1_000_000);
    const asked = await stack.as('ada', { mfa: true }).post('/v1/activations', {
      items: [{ roleId: 'exchange-administrator' }],
      justification: 'Mail is down',
      ticket: { number: 'INC-2' },
    });
    const id = asked.body.results?.[0]?.activation?.id ?? '';
    const voted = await decide(stack, 'grace', id, 'approve');
    await stack.advance(1);
    const meanwhile = { ...(await show(stack, id)), mails: stack.mails().length };

    await outage(0);
    await stack.advance(5);

    expect([asked.status, voted.status]).toEqual([202, 200]);
    expect(meanwhile).toMatchObject({ status: 'active', mails: 0 });
    const subjects = ['ada', 'grace', 'alan'].map((person) => stack.mailTo(person).map(({ subject }) => subject));
    expect(subjects[0]).toEqual(['Approved: Exchange Administrator', 'Active: Exchange Administrator']);
    for (const told of subjects.slice(1)) {
      expect(told).toEqual([
        'Already approved: Exchange Administrator for Ada Lovelace',
        'Activated: Exchange Administrator by Ada Lovelace',
      ]);
    }
    expect(stack.streams.failedRecords).toEqual([]);
  });
});

describe('while the workflow service cannot be reached', () => {
  it('the request is taken, and goes on once it can be', async () => {
    const stack = await withLocalStack();
    stack.faults.arm('sfn', 'error', 1_000_000);
    const margaret = stack.as('margaret', { mfa: true });
    const wanted = { items: [{ roleId: 'user-administrator' }], justification: 'Work' };
    const asked = await margaret.post('/v1/activations', wanted);
    const id = asked.body.results?.[0]?.activation?.id ?? '';
    await stack.advance(1);
    const waiting = await show(stack, id);

    stack.faults.arm('sfn', 'error', 0);
    await stack.advance(3);

    expect([asked.status, waiting.status]).toEqual([201, 'approved']);
    expect((await show(stack, id)).status).toBe('active');
  });
});
