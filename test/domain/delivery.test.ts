import { describe, expect, it } from 'vitest';
import {
  type DeliveryReport,
  type DeliveryState,
  isUnreachable,
  type MailRecord,
  stateAfter,
} from '#shared/domain/delivery';

const report = (kind: DeliveryReport['kind'], isPermanent = true): DeliveryReport => ({
  mail: { about: { kind: 'activation', id: 'act_1' }, eventId: 'evt_1', recipientId: 'prn_grace' },
  ...{ messageId: 'm-1', reportId: 'r-1', reason: 'General', address: 'grace@example.test', kind, isPermanent },
});

describe('a report', () => {
  it.each([
    ['sent', 'bounce', true, 'bounced'],
    ['sent', 'bounce', false, 'sent'],
    ['complained', 'bounce', false, 'complained'],
    ['bounced', 'complaint', true, 'complained'],
    ['sent', 'rejection', true, 'failed'],
  ] as const)('about a mail that is %s, of a %s (for good: %s), makes it %s', (state, kind, isPermanent, next) => {
    expect(stateAfter(state, report(kind, isPermanent))).toBe(next);
  });
});

describe('an approver', () => {
  const grace = { id: 'prn_grace', email: 'grace@example.test' };
  const asked = (eventId: string, state: DeliveryState, recipientId = grace.id): MailRecord => ({
    ...{ about: { kind: 'activation', id: 'act_1' }, eventId, recipientId, audience: 'approver', state, reports: [] },
  });

  it.each([
    ['whose mail bounced', grace, [asked('evt_1', 'bounced')], true],
    ['who complained', grace, [asked('evt_1', 'complained')], true],
    ['whose mail was refused', grace, [asked('evt_1', 'failed')], true],
    ['whose mail arrived', grace, [asked('evt_1', 'sent')], false],
    ['whose mail is to be tried again', grace, [asked('evt_1', 'retry')], false],
    ['whose newest mail arrived', grace, [asked('evt_2', 'sent'), asked('evt_1', 'bounced')], false],
    ['whose newest mail bounced', grace, [asked('evt_1', 'sent'), asked('evt_2', 'bounced')], true],
    ['who was not asked yet', grace, [asked('evt_1', 'bounced', 'prn_alan')], false],
    ['without an address', { id: 'prn_grace' }, [], true],
  ])('%s: unreachable %#', (_, person, mails, expected) => {
    expect(isUnreachable(person, mails)).toBe(expected);
  });
});
