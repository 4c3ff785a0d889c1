import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack, withLocalStack } from '#test/support/local-stack';
import { ask, decide, EXCHANGE, letterTo, page, show } from '#test/support/story';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a process that is killed now would leave: LevelDB hands every write to the operating system before it answers. */
async function kill(stack: TestStack, dataFolder: string): Promise<string> {
  const left = temporaryFolder();
  cpSync(dataFolder, left, { recursive: true });
  await stack.stop();
  return left;
}

async function stop(stack: TestStack, dataFolder: string): Promise<string> {
  await stack.stop();
  return dataFolder;
}

const subjectsOf = (stack: TestStack, person: string) => stack.mailTo(person).map(({ subject }) => subject);

describe('mails that could not be sent before', () => {
  it.each([
    ['a stop', stop],
    ['a kill', kill],
  ])('%s are sent after the restart, each once', async (_, leave) => {
    const dataFolder = temporaryFolder();
    const first = await startTestStack({ dataFolder });
    first.faults.arm('ses', 'error', 1_000_000);
    const id = await ask(first, 'ada', EXCHANGE);
    const before = first.mails();
    const left = await leave(first, dataFolder);

    const second = await withLocalStack({ dataFolder: left });
    await second.settled();
    await second.advance(4);

    expect(before).toEqual([]);
    for (const approver of ['grace', 'alan'])
      expect(subjectsOf(second, approver)).toEqual(['Approve or deny: Ada Lovelace asks for Exchange Administrator']);
    const decided = await page(second).approve(letterTo(second, 'grace'));
    await second.settled();
    expect(decided.status).toBe(200);
    expect((await show(second, id)).status).toBe('active');
  });

  it('are sent after the restart also when the kill came right after the answer to the request', async () => {
    const dataFolder = temporaryFolder();
    const first = await startTestStack({ dataFolder });
    first.faults.arm('ses', 'error', 1_000_000);
    const asked = await first.as('ada', { mfa: true }).post('/v1/activations', EXCHANGE);
    const left = await kill(first, dataFolder);

    const second = await withLocalStack({ dataFolder: left });
    await second.advance(4);

    expect(asked.status).toBe(202);
    for (const approver of ['grace', 'alan']) expect(subjectsOf(second, approver)).toHaveLength(1);
  });
});

it('mails that were sent can still be read after a restart', async () => {
  const dataFolder = temporaryFolder();
  const first = await startTestStack({ dataFolder });
  await ask(first, 'ada', EXCHANGE);
  const sent = first.mails();
  const left = await kill(first, dataFolder);

  const second = await withLocalStack({ dataFolder: left });

  expect(sent.length).toBeGreaterThan(0);
  expect(second.mails()).toEqual(sent);
  expect(await (await fetch(second.mailboxOrigin)).text()).toContain('Approve or deny');
});

it('access that is active goes on in a new workflow, which reminds and ends it at its very time', async () => {
  const dataFolder = temporaryFolder();
  const first = await startTestStack({ dataFolder });
  const id = await ask(first, 'ada', EXCHANGE);
  await decide(first, 'grace', id, 'approve');
  await first.settled();
  const { endsAt = '' } = await show(first, id);
  const left = await kill(first, dataFolder);

  const second = await withLocalStack({ dataFolder: left });
  const execution = second.stepFunctions.executions().map(({ name, status, statesEntered }) => ({
    name,
    status,
    entered: statesEntered.at(-1),
  }));
  await second.advance(46);
  // Two seconds after the end, and before the sweeper looks at it.
  await second.advance((Date.parse(endsAt) - second.clock.now()) / 60_000 + 2 / 60);
  const ended = await show(second, id);

  expect(execution).toEqual([{ name: `${id}.1`, status: 'RUNNING', entered: 'Hold access' }]);
  expect(ended).toMatchObject({ status: 'ended', outcome: 'expired', endsAt });
  expect(subjectsOf(second, 'ada').some((subject) => subject.startsWith('Ending soon'))).toBe(true);
  const rows = await second.exportTable();
  expectSoundAudit(rows);
  const events = rows.filter(({ entity, type }) => entity === 'event' && String(type).startsWith('activation.'));
  expect(events.find(({ type }) => type === 'activation.ended')?.actor).toMatchObject({ id: 'workflow' });
});
