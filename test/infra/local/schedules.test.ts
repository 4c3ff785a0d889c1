import { describe, expect, it } from 'vitest';
import { createActivity } from '#infra/local/activity';
import { createClock } from '#infra/local/clock';
import { createSchedules } from '#infra/local/schedules';
import { readTemplate } from '#infra/local/template';
import { createTimeMachine } from '#infra/local/time-machine';
import { writeTemplate } from './tiny-template.ts';

const MINUTE = 60_000;
const schedule = (expression: string, target: object, more = {}) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: { ScheduleExpression: expression, Target: { ...target, RoleArn: 'role' }, ...more },
});

function startSchedules(resources: Record<string, { Type: string; Properties?: object }>) {
  const clock = createClock();
  const activity = createActivity();
  const runs: { target: string; input: unknown; at: number }[] = [];
  const invoke = async (target: string, input: unknown) => {
    runs.push({ target, input, at: clock.now() });
  };
  const schedules = createSchedules({ template: readTemplate(writeTemplate({ resources })), clock, activity, invoke });
  const start = clock.now();
  const minutesOf = () => runs.map(({ at }) => Math.round((at - start) / MINUTE));
  return { schedules, clock, activity, runs, minutesOf };
}

describe('a schedule', () => {
  it('runs at its rate with its input', async () => {
    const { schedules, clock, activity, runs, minutesOf } = startSchedules({
      Sweep: schedule('rate(2 minutes)', { Arn: 'sweep', Input: '{"all":true}' }),
    });

    schedules.resume();
    await clock.advance(5 * MINUTE, activity.settled);
    schedules.pause();

    expect(minutesOf()).toEqual([2, 4]);
    expect(runs[0]).toMatchObject({ target: 'sweep', input: { all: true } });
  });

  it('may be a rule of EventBridge', async () => {
    const { schedules, clock, activity, minutesOf } = startSchedules({
      Hourly: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: 'seal' }] },
      },
      Pattern: { Type: 'AWS::Events::Rule', Properties: { EventPattern: {}, Targets: [{ Arn: 'other' }] } },
    });

    schedules.resume();
    await clock.advance(60 * MINUTE, activity.settled);
    schedules.pause();

    expect(minutesOf()).toEqual([60]);
  });

  it('that is disabled never runs', async () => {
    const { schedules, runs } = startSchedules({
      Off: schedule('rate(1 minute)', { Arn: 'x' }, { State: 'DISABLED' }),
    });

    await schedules.runAll();

    expect(runs).toEqual([]);
  });

  it('that is no rate is refused when the stack starts', () => {
    expect(() => startSchedules({ Nightly: schedule('cron(0 3 * * ? *)', { Arn: 'x' }) })).toThrow('cron(0 3 * * ? *)');
  });
});

describe('moving the clock on', () => {
  function startTimeMachine() {
    const started = startSchedules({ Sweep: schedule('rate(1 minute)', { Arn: 'sweep' }) });
    const order: string[] = [];
    const advance = createTimeMachine({
      ...started,
      expire: async () => order.push('expire'),
      moved: () => order.push('moved'),
    });
    return { ...started, advance, order };
  }

  it('runs the schedules once at the new time, not once a minute', async () => {
    const { advance, minutesOf, order } = startTimeMachine();

    await advance(480);

    expect(minutesOf()).toEqual([480]);
    expect(order).toEqual(['expire', 'moved']);
  });

  it('wakes each timer at its own time, after a sweep that is no older than it may be', async () => {
    const { advance, clock, minutesOf } = startTimeMachine();
    const start = clock.now();
    const woken: number[] = [];
    for (const minute of [300, 60, 61]) clock.at(start + minute * MINUTE, () => woken.push(minute));

    await advance(480);

    expect(woken).toEqual([60, 61, 300]);
    expect(minutesOf()).toEqual([60, 300, 480]);
  });

  it('by two callers at once moves it by both', async () => {
    const { advance, clock } = startTimeMachine();
    const start = clock.now();

    await Promise.all([advance(10), advance(20.5)]);

    expect((clock.now() - start) / MINUTE).toBeCloseTo(30.5, 1);
  });

  it('waits for what the sweep has set off', async () => {
    const { advance, clock, activity } = startTimeMachine();
    let done = false;
    const work = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done = true;
    };
    clock.at(clock.now() + MINUTE, () => void activity.track(work()));

    await advance(1);

    expect(done).toBe(true);
  });
});
