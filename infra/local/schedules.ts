import * as v from 'valibot';
import type { Activity } from './activity.ts';
import type { Clock } from './clock.ts';
import type { Template } from './template.ts';

const ScheduleProperties = v.object({
  ScheduleExpression: v.string(),
  State: v.optional(v.string(), 'ENABLED'),
  Target: v.object({ Arn: v.string(), Input: v.optional(v.string(), '{}') }),
});
const RuleProperties = v.object({
  ScheduleExpression: v.optional(v.string()),
  State: v.optional(v.string(), 'ENABLED'),
  Targets: v.optional(v.array(v.object({ Arn: v.string(), Input: v.optional(v.string(), '{}') })), []),
});

/** The template's schedules: what runs by itself every so often. */
export interface Schedules {
  /** Lets each schedule run at its rate from now on. */
  resume(): void;
  /** Nothing runs by itself until `resume`. */
  pause(): void;
  /** Runs every schedule once, one after the other; failures are the functions' own, and logged as theirs. */
  runAll(): Promise<void>;
}

interface Schedule {
  /** Milliseconds. */
  readonly rate: number;
  readonly target: string;
  readonly input: unknown;
}

export interface SchedulesOptions {
  readonly template: Template;
  readonly clock: Clock;
  readonly activity: Activity;
  invoke(functionArn: string, event: unknown): Promise<unknown>;
}

/** Reads the schedules of the template; none runs before `resume`. */
export function createSchedules({ template, clock, activity, invoke }: SchedulesOptions): Schedules {
  const schedules = readSchedules(template);
  const callOff = new Map<Schedule, () => void>();

  const run = async ({ target, input }: Schedule) => {
    await activity.track(invoke(target, input)).catch(() => {});
  };
  function plan(schedule: Schedule) {
    const wake = () => {
      plan(schedule);
      void run(schedule);
    };
    callOff.set(schedule, clock.at(clock.now() + schedule.rate, wake));
  }

  return {
    resume: () => schedules.forEach(plan),
    pause() {
      for (const cancel of callOff.values()) cancel();
      callOff.clear();
    },
    async runAll() {
      for (const schedule of schedules) await run(schedule);
    },
  };
}

function readSchedules(template: Template): Schedule[] {
  const schedules = template
    .all('AWS::Scheduler::Schedule', ScheduleProperties)
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(({ properties: { ScheduleExpression, Target } }) => toSchedule(ScheduleExpression, Target));
  const rules = template
    .all('AWS::Events::Rule', RuleProperties)
    .filter(({ properties }) => properties.State === 'ENABLED')
    .flatMap(({ properties: { ScheduleExpression, Targets } }) =>
      ScheduleExpression === undefined ? [] : Targets.map((target) => toSchedule(ScheduleExpression, target)),
    );
  return [...schedules, ...rules];
}

function toSchedule(expression: string, { Arn, Input }: { Arn: string; Input: string }): Schedule {
  return { rate: rateOf(expression), target: Arn, input: JSON.parse(Input) };
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(5 minutes)` → milliseconds */
function rateOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const length = UNITS[unit];
  if (!length) throw new Error(`The schedule "${expression}" is not a rate, which is all that runs on one machine.`);
  return Number(count) * length;
}
