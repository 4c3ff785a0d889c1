import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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

describe('npm start', () => {
  it('serves Lapse until Ctrl-C, which ends all of it with code 0', { timeout: 120_000 }, async () => {
    const port = await freePorts();
    const env = { ...process.env, PORT: String(port) };
    const running = spawn(process.execPath, [START], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void running.kill('SIGKILL'));
    const ended = once(running, 'exit');

    const [welcome] = await Promise.race([once(running.stdout, 'data'), ended]);
    const health = await fetch(`http://127.0.0.1:${port + 3}/health`);
    running.kill('SIGINT');

    expect(String(welcome)).toContain(`http://127.0.0.1:${port}`);
    expect(await health.json()).toMatchObject({ status: 'ok', api: `http://127.0.0.1:${port}` });
    expect(await ended).toEqual([0, null]);
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  });
});
