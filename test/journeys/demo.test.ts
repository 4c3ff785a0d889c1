import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listenLocally } from '#infra/local/local-server';
import { PortInUse } from '#infra/local/ports';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, show } from '#test/support/story';

const DEMO = join(import.meta.dirname, '../../infra/local/demo.ts');
const HOUR = 60 * 60_000;
/** What administration activates: two roles in one call, one more, and break-glass. */
const BESIDES = 4;
const ENDS = ['expired', 'expired', 'denied', 'cancelled', 'deactivated', 'expired', 'timed_out'];

/** Runs `npm run demo -- --port` as a process of its own until it ends. */
function runDemo(port: number, ...more: string[]) {
  return new Promise<{ code: unknown; told: string; complaint: string }>((resolve) => {
    execFile(process.execPath, [DEMO, '--port', String(port), ...more], (error, told, complaint) => {
      resolve({ code: error?.code ?? 0, told, complaint: complaint.trim() });
    });
  });
}

/** Runs it only until its story begins. */
function runDemoToItsBeginning(port: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [DEMO, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (words: Buffer) => {
      told += words.toString();
      if (chaptersOf(told).length > 0) child.kill();
    });
    child.on('close', () => resolve(told));
  });
}

/** Number and title of each chapter. */
function chaptersOf(told: string): string[] {
  return [...told.matchAll(/^(\d+)\/\d+ {2}(\S.*)$/gm)].map(([, position, title]) => `${position}  ${title}`);
}

function anyPort(): number {
  return 20_000 + Math.floor(Math.random() * 10_000);
}

/** The demo looks for four ports in a row, as `npm start` opens them. */
async function stackOnFourPorts(): Promise<{ stack: TestStack; port: number }> {
  for (;;) {
    const port = anyPort();
    try {
      return { stack: await startTestStack({ port }), port };
    } catch (error) {
      if (!(error instanceof PortInUse)) throw error;
    }
  }
}

/** Looks like a running stack, but lets everybody in. */
async function carelessStack(): Promise<number> {
  const port = anyPort();
  const origin = `http://127.0.0.1:${port}`;
  const answer = { '/health': { status: 'ok', api: origin, mailbox: origin }, '/token': { accessToken: 'none' } };
  const clock = {
    '/clock': { now: '2026-11-22T10:00:00.000Z' },
    '/mailbox': [],
    '/access/v1/evaluation': { decision: true },
  };
  const answers = new Map<string, unknown>(Object.entries({ ...answer, ...clock, '/v1/me/roles': { items: [] } }));
  for (const place of [port, port + 3]) {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers.get(request.url ?? '') ?? {}));
    });
    onTestFinished((await listenLocally(server, place)).close);
  }
  return port;
}

describe('npm run demo on the running stack', () => {
  let running: Awaited<ReturnType<typeof stackOnFourPorts>>;
  let runs: Awaited<ReturnType<typeof runDemo>>[];
  beforeAll(async () => {
    running = await stackOnFourPorts();
    runs = [await runDemo(running.port), await runDemo(running.port, '--all')];
  }, 120_000);
  afterAll(() => running.stack.stop());

  it('tells the whole story, and again on the next day with administration', () => {
    const [short, whole] = runs.map(({ told }) => chaptersOf(told));

    expect(runs.map(({ code, complaint }) => ({ code, complaint }))).toEqual(Array(2).fill({ code: 0, complaint: '' }));
    expect(whole?.slice(0, 9)).toEqual(short);
    expect(short).toEqual([
      '1  Before: Exchange refuses ada',
      '2  ada asks carelessly: far too long, no ticket, no second factor',
      '3  ada asks properly, signed in with a second factor',
      '4  The approvers get a mail each; opening the link decides nothing',
      '5  Nobody cheats: not ada herself, no forged link, no guessed code',
      '6  grace approves on the page; the workflow gives the access',
      '7  Time passes: a reminder, then the access lapses',
      '8  The other ways it can go',
      '9  The report: who, when, where from, why, who decided, how it ended',
    ]);
    expect(whole?.slice(9)).toEqual([
      '10  Onboarding: consent was given, directory roles are signed up',
      '11  People: a group, and a guest who joins by a one-time code',
      '12  A role of their own, with rules that are checked when saved',
      '13  Places: stricter rules further down',
      '14  Assignments: eligible by group, standing access made eligible, no lock-out',
      '15  Two roles in one call; one is extended, then revoked',
      '16  Taking the eligibility away ends what runs under it, at once',
      '17  Break-glass: no approval, everybody knows, somebody else signs it off',
      '18  Looking back: who holds what, figures, every change',
    ]);
  });

  it('ends with a record of each activation', async () => {
    const ends = runs.map(({ told }) =>
      told.match(/^ {2}(ada|margaret|linus) [^→\n]* (\w+)$/gm)?.map((row) => row.split(' ').at(-1)),
    );

    const { body } = await running.stack.as('grace').get('/v1/reports/activations?limit=100');

    expect(ends).toEqual([ENDS, ENDS]);
    expect(body.items).toHaveLength(2 * ENDS.length + BESIDES);
  });

  it('is narrow, and plain where nobody looks at a terminal', () => {
    const told = runs.map((run) => run.told).join('\n');

    expect(told.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(told).not.toContain('\u001b');
  });

  it('moves the clock as far as it says', () => {
    expect(runs[0]?.told).toContain('The story moves its clock on by about 27 hours.');
    expect(running.stack.clock.offset() / HOUR).toBeCloseTo(2 * 27, 0);
  });

  it('first ends what somebody left open', async () => {
    const { stack, port } = running;
    const pending = await askForExchange(stack);
    const wish = { items: [{ roleId: 'helpdesk-administrator', durationMinutes: 240 }], justification: 'Other work' };
    const active = await ask(stack, 'margaret', wish);

    const told = await runDemoToItsBeginning(port);

    expect(told).toContain('Before the story begins, ada ends Exchange Administrator (pending_approval).');
    expect(told).toContain('Before the story begins, margaret ends Helpdesk Administrator (active).');
    expect(await show(stack, pending)).toMatchObject({ status: 'cancelled' });
    expect(await show(stack, active)).toMatchObject({ status: 'ended', outcome: 'deactivated' });
  });
});

describe('npm run demo ends with code 1 and one sentence', () => {
  it('when Lapse does not answer as told: where the story broke, and how', async () => {
    const { code, complaint } = await runDemo(await carelessStack());

    expect(code).toBe(1);
    expect(complaint).toBe(
      'The story broke at 1/9: POST /access/v1/evaluation by mailbox-admin-center answered 200, but its decision is true instead of false.',
    );
  });

  it('for a port that is none', async () => {
    const { code, complaint } = await runDemo(0);

    expect({ code, complaint }).toEqual({ code: 1, complaint: 'The port must be a whole number from 1 to 65532.' });
  });
});
