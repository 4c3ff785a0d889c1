import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePorts, takenPort } from '#test/support/free-ports';

const START = join(import.meta.dirname, '../../../infra/local/start.ts');

/** Runs `npm start` as a process until it ends by itself. */
function start(args: string[], environment: Record<string, string> = {}): Promise<{ code: unknown; said: string }> {
  const env = { ...process.env, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [START, ...args], { env }, (error, _, stderr) => {
      resolve({ code: error?.code ?? 0, said: stderr.trim() });
    });
  });
}

describe('npm start ends with code 1 and one sentence', () => {
  it('when a port is in use: which one, and how to move', async () => {
    const { port, close } = await takenPort();
    onTestFinished(close);

    const { code, said } = await start([], { PORT: String(port) });

    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`^Port ${port} is in use\\. .*PORT=\\d+ npm start$`));
  });

  it.each([
    ['for a port that is none', [], { PORT: 'abc' }, 'PORT must be a whole number'],
    ['for an option it does not know', ['--date', 'x'], {}, "Unknown option '--date'"],
    ['for a data folder that is none', ['--data', START], { PORT: '47110' }, `The data folder ${START} cannot be read`],
  ])('%s', async (_, args, environment, sentence) => {
    const { code, said } = await start(args, environment);

    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(said.split('\n')).toHaveLength(1);
  });
});

/** Runs `npm start` until its welcome is there. */
async function started(...args: string[]) {
  const port = await freePorts();
  const env = { ...process.env, PORT: String(port) };
  const running = spawn(process.execPath, [START, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void running.kill('SIGKILL'));
  const ended = once(running, 'exit');
  const [welcome] = await Promise.race([once(running.stdout, 'data'), ended]);
  return { port, running, ended, welcome: String(welcome) };
}

describe('npm start', () => {
  it('tells its options for --help, and starts nothing', async () => {
    const run = promisify(execFile);

    const { stdout } = await run(process.execPath, [START, '--help']);

    for (const option of ['--data', '--empty', '--allowed-origins', '--help', 'PORT='])
      expect(stdout).toContain(option);
  });

  it('serves Lapse until Ctrl-C, which ends all of it with code 0', { timeout: 120_000 }, async () => {
    const { port, running, ended, welcome } = await started();

    const health = await fetch(`http://127.0.0.1:${port + 3}/health`);
    running.kill('SIGINT');

    expect(welcome).toContain(`http://127.0.0.1:${port}`);
    expect(welcome).toContain(`npm run demo -- --port ${port}  #`);
    expect(await health.json()).toMatchObject({ status: 'ok', api: `http://127.0.0.1:${port}` });
    expect(await ended).toEqual([0, null]);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });

  it('with --empty begins where a deployment does: nobody has consented; other pages may call the API', {
    timeout: 120_000,
  }, async () => {
    const { port, welcome } = await started('--empty', '--allowed-origins', 'http://localhost:5173');

    const { accessToken } = await post(`http://127.0.0.1:${port + 3}/token`, { person: 'grace', mfa: true });
    const me = await fetch(`http://127.0.0.1:${port}/v1/me`, {
      headers: { authorization: `Bearer ${accessToken}`, origin: 'http://localhost:5173' },
    });

    expect(welcome).toContain('/v1/onboarding/consent');
    expect([me.status, await me.json()]).toEqual([403, expect.objectContaining({ code: 'not_onboarded' })]);
    expect(me.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });
});

async function post(url: string, body: object): Promise<{ accessToken?: string }> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return v.parse(v.object({ accessToken: v.string() }), await answer.json());
}
