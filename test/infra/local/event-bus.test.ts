import { describe, expect, it } from 'vitest';
import { createActivity } from '#infra/local/activity';
import { type BusEvent, createEventBus } from '#infra/local/event-bus';
import { simulateMails } from '#infra/local/mail-simulator';
import { readTemplate } from '#infra/local/template';
import { writeTemplate } from './tiny-template.ts';

const NOON = '2026-11-22T12:00:00.000Z';
const event: BusEvent = { source: 'aws.ses', 'detail-type': 'Email Bounced', time: NOON, detail: { to: ['grace'] } };
const rule = (properties: object) => ({ Type: 'AWS::Events::Rule', Properties: properties });

function startBus(rules: Record<string, object>, failures = 0) {
  const activity = createActivity();
  const got: { target: string; event: unknown }[] = [];
  let left = failures;
  const invoke = async (target: string, given: unknown) => {
    got.push({ target, event: given });
    if (left-- > 0) throw new Error('out of order');
  };
  const resources = Object.fromEntries(Object.entries(rules).map(([id, properties]) => [id, rule(properties)]));
  const bus = createEventBus({ template: readTemplate(writeTemplate({ resources })), activity, invoke });
  return { bus, got, settled: activity.settled };
}

const Bounced = { EventPattern: { source: ['aws.ses'], detail: { to: ['grace'] } }, Targets: [{ Arn: 'record' }] };

describe('the event bus', () => {
  it('brings an event to the targets of the rules it matches, after the caller has its answer', async () => {
    const { bus, got, settled } = startBus({
      Bounced,
      Others: { EventPattern: { source: ['aws.s3'] }, Targets: [{ Arn: 'other' }] },
      Off: { ...Bounced, State: 'DISABLED' },
      Hourly: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: 'seal' }] },
    });

    bus.put(event);
    const atOnce = got.length;
    await settled();

    expect(atOnce).toBe(0);
    expect(got).toMatchObject([{ target: 'record', event: { ...event, version: '0', region: 'eu-west-1' } }]);
  });

  it('tries a target again that fails, as often as the rule says', async () => {
    const recovering = startBus({ Bounced }, 2);
    const broken = startBus(
      { Bounced: { ...Bounced, Targets: [{ Arn: 'record', RetryPolicy: { MaximumRetryAttempts: 1 } }] } },
      9,
    );

    for (const { bus } of [recovering, broken]) bus.put(event);
    await Promise.all([recovering.settled(), broken.settled()]);

    expect([recovering.got.length, broken.got.length]).toEqual([3, 2]);
  });

  it('brings nothing any more once it is closed', async () => {
    const { bus, got, settled } = startBus({ Bounced });

    bus.put(event);
    bus.close();
    await settled();

    expect(got).toEqual([]);
  });
});

describe('the simulator of mails', () => {
  const reportsOf = (...recipients: string[]) => {
    const reports: BusEvent[] = [];
    const tags = { eventId: ['evt_1'] };
    simulateMails({ messageId: 'm-1', recipients, tags }, Date.parse(NOON), (report) => reports.push(report));
    return reports;
  };

  it.each([
    ['bounce@simulator.example', 'Email Bounced', { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } }],
    ['Complaint+grace@example.test', 'Email Complaint Received', { eventType: 'Complaint' }],
  ])('reports of %s: %s, with the tags of the mail', (to, detailType, detail) => {
    const mail = { messageId: 'm-1', destination: [to], tags: { eventId: ['evt_1'] } };

    expect(reportsOf(to)).toMatchObject([
      { source: 'aws.ses', 'detail-type': detailType, time: NOON, detail: { ...detail, mail } },
    ]);
  });

  it('reports nothing of mails that arrive', () => {
    expect(reportsOf('grace@example.test', 'ex-bounce@example.test')).toEqual([]);
  });
});
