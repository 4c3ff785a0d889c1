import { describe, expect, it, onTestFinished } from 'vitest';
import { createActivity } from '#infra/local/activity';
import { createFunctions } from '#infra/local/functions';
import { readTemplate } from '#infra/local/template';
import { type TinyFunction, writeTemplate } from './tiny-template.ts';

function start(functions: Record<string, TinyFunction>) {
  const activity = createActivity();
  const template = readTemplate(writeTemplate({ functions }));
  const started = createFunctions({ template, activity, environment: { AWS_ENDPOINT_URL_SES: 'http://127.0.0.1:1' } });
  onTestFinished(started.close);
  return { ...started, activity };
}

const TELLS_COLOUR = `
  const atStart = process.env.COLOUR;
  export const handler = async () => ({ atStart, now: process.env.COLOUR, size: process.env.SIZE, path: process.env.PATH });
`;

describe('a function', () => {
  it('sees its own environment and nobody else’s, when it loads and when it runs', async () => {
    const { invoke } = start({
      Red: { source: TELLS_COLOUR, environment: { COLOUR: 'red', SIZE: 1 } },
      Blue: { source: TELLS_COLOUR, environment: { COLOUR: 'blue' } },
    });

    const [red, blue] = await Promise.all([invoke('Red', {}), invoke('Blue', {})]);

    expect(red).toEqual({ atStart: 'red', now: 'red', size: '1' });
    expect(blue).toEqual({ atStart: 'blue', now: 'blue' });
    expect(process.env.COLOUR).toBeUndefined();
  });

  it('keeps its module from one call to the next, and shares it with no other stack', async () => {
    const source = 'let calls = 0; export const handler = async () => ++calls;';
    const first = start({ Counter: { source } });
    const second = start({ Counter: { source } });

    await first.invoke('Counter', {});

    expect(await first.invoke('Counter', {})).toBe(2);
    expect(await second.invoke('Counter', {})).toBe(1);
  });

  it('is called by its ARN with a context as Lambda gives it', async () => {
    const { invoke } = start({
      Clocked: {
        source: `export const handler = async (event, context) =>
          ({ event, name: context.functionName, arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis() });`,
        timeout: 7,
      },
    });
    const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:Clocked';

    const answer = await invoke(arn, { when: new Date(0), nothing: undefined });

    expect(answer).toMatchObject({ event: { when: '1970-01-01T00:00:00.000Z' }, name: 'Clocked', arn });
    expect(answer).toHaveProperty(
      'left',
      expect.toSatisfy((left: number) => left > 6000 && left <= 7000),
    );
  });

  it('fails with the name of its own error', async () => {
    const source = `export const handler = async () => { throw Object.assign(new Error('no'), { name: 'GrantRefused' }); };`;
    const { invoke } = start({ Failing: { source } });

    await expect(invoke('Failing', {})).rejects.toMatchObject({ name: 'GrantRefused', message: 'no' });
  });

  it('is given up after its own timeout', async () => {
    const { invoke } = start({
      Slow: { source: 'export const handler = () => new Promise(() => {});', timeout: 0.05 },
    });

    await expect(invoke('Slow', {})).rejects.toMatchObject({ name: 'Sandbox.Timedout' });
  });

  it('writes its console into the log under its name', async () => {
    const { invoke, logs } = start({
      Chatty: {
        source: `export const handler = async () => { console.log('hello %s', 'ada'); console.error({ a: 1 }); };`,
      },
    });

    await invoke('Chatty', {});

    expect(logs).toEqual([
      { function: 'Chatty', line: 'hello ada' },
      { function: 'Chatty', line: '{ a: 1 }' },
    ]);
  });

  it('is counted, and is under way until it answers', async () => {
    const { invoke, invocations, activity } = start({
      Brief: { source: 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 20));' },
    });
    let done = false;

    const running = invoke('Brief', {}).then(() => {
      done = true;
    });
    await activity.settled();

    expect(done).toBe(true);
    expect(invocations).toEqual({ Brief: 1 });
    await running;
  });
});
