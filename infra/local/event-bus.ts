import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Activity } from './activity.ts';
import { matchesPattern } from './stream-filter.ts';
import { ACCOUNT, REGION, type Template } from './template.ts';

const RuleProperties = v.object({
  EventPattern: v.optional(v.record(v.string(), v.unknown())),
  State: v.optional(v.string(), 'ENABLED'),
  Targets: v.optional(
    v.array(
      v.object({
        Arn: v.string(),
        RetryPolicy: v.optional(v.object({ MaximumRetryAttempts: v.optional(v.number(), 185) })),
      }),
    ),
    [],
  ),
});

/** An event as a service puts it on the bus; the bus adds what every event has. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly detail: object;
}

/** The default event bus of EventBridge with the rules of the template. */
export interface EventBus {
  /** Takes an event; its targets get it after the caller has its answer. */
  put(event: BusEvent): void;
  /** Delivers nothing any more. */
  close(): void;
}

export interface EventBusOptions {
  readonly template: Template;
  readonly activity: Activity;
  invoke(functionArn: string, event: unknown): Promise<unknown>;
}

/** Milliseconds; real ones, because the sender of a mail writes down what it was answered meanwhile. */
const MOMENT = 10;
/** What fails is tried again by Lambda and by EventBridge, for hours; here only while somebody may wait for it. */
const MOST_ATTEMPTS = 8;

/** Reads the rules of the template that wait for events; those that run by the clock are schedules. */
export function createEventBus({ template, activity, invoke }: EventBusOptions): EventBus {
  // Read late: a pattern may name what is there only when the whole stack is.
  let known: { pattern: unknown; target: string; attempts: number }[] | undefined;
  const rules = () => (known ??= readRules(template));

  let isOpen = true;
  async function deliver(target: string, event: object, attempts: number): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, MOMENT * 2 ** attempt));
      if (!isOpen) return;
      // The function's own log says why it failed.
      const done = await invoke(target, event).then(
        () => true,
        () => false,
      );
      if (done) return;
    }
  }

  return {
    put(event) {
      const whole = { version: '0', id: randomUUID(), account: ACCOUNT, region: REGION, resources: [], ...event };
      for (const { pattern, target, attempts } of rules()) {
        if (matchesPattern(pattern, whole)) void activity.track(deliver(target, whole, attempts));
      }
    },
    close() {
      isOpen = false;
    },
  };
}

function readRules(template: Template) {
  return template
    .all('AWS::Events::Rule', RuleProperties)
    .filter(({ properties }) => properties.State === 'ENABLED' && properties.EventPattern !== undefined)
    .flatMap(({ properties: { EventPattern, Targets } }) =>
      Targets.map(({ Arn, RetryPolicy }) => ({
        pattern: EventPattern,
        target: Arn,
        attempts: Math.min(MOST_ATTEMPTS, 1 + (RetryPolicy?.MaximumRetryAttempts ?? MOST_ATTEMPTS)),
      })),
    );
}
