import { describe, expect, it } from 'vitest';
import { readDeliveryReport } from '#shared/mail/delivery-report';
import { mailTags } from '#shared/mail/mail-tags';

const mailId = {
  about: { kind: 'role_settings', id: 'exchange-administrator:/' },
  eventId: 'evt_1',
  recipientId: 'prn_grace',
} as const;
const tags = Object.fromEntries(Object.entries(mailTags(mailId)).map(([name, value]) => [name, [value]]));
const mail = {
  messageId: 'm-1',
  destination: ['grace@example.test'],
  tags: { ...tags, 'ses:configuration-set': ['lapse'] },
};
const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [], feedbackId: 'f-1' };
const bounced = (changes: object = {}, detail: object = {}) => ({
  ...{ version: '0', id: 'x', source: 'aws.ses', 'detail-type': 'Email Bounced' },
  detail: { eventType: 'Bounce', mail, bounce, ...detail },
  ...changes,
});

describe('the tags of a mail', () => {
  it('are letters, digits, _ and -, whatever the subject is called', () => {
    for (const value of Object.values(mailTags(mailId))) expect(value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  });
});

describe('a report of SES', () => {
  it.each([
    ['that a mail came back for good', bounced(), { kind: 'bounce', isPermanent: true, reason: 'Permanent/General' }],
    [
      'that a mail came back for now',
      bounced({}, { bounce: { ...bounce, bounceType: 'Transient', bounceSubType: 'MailboxFull' } }),
      { kind: 'bounce', isPermanent: false, reason: 'Transient/MailboxFull' },
    ],
    [
      'that somebody complains',
      {
        ...bounced({ 'detail-type': 'Email Complaint Received' }),
        detail: { eventType: 'Complaint', mail, complaint: { feedbackId: 'f-1', complaintFeedbackType: null } },
      },
      { kind: 'complaint', isPermanent: true, reason: 'unknown' },
    ],
    [
      'that SES rejects a mail after all',
      {
        ...bounced({ 'detail-type': 'Email Rejected' }),
        detail: { eventType: 'Reject', mail, reject: { reason: 'Bad content' } },
      },
      { kind: 'rejection', isPermanent: true, reason: 'Bad content', reportId: 'rejection' },
    ],
  ])('%s is read, with the mail it is about', (_, event, said) => {
    const known = { mail: mailId, messageId: 'm-1', address: 'grace@example.test', reportId: 'f-1' };

    expect(readDeliveryReport(event)).toEqual({ ...known, ...said });
  });

  it.each([
    ['from another source', bounced({ source: 'mallory' })],
    ['of another kind', bounced({ 'detail-type': 'Email Opened' })],
    ['whose kind and content differ', bounced({}, { eventType: 'Delivery' })],
    ['without our tags', bounced({}, { mail: { ...mail, tags: {} } })],
    ['with a tag that is given twice', bounced({}, { mail: { ...mail, tags: { ...tags, eventId: ['a', 'b'] } } })],
    [
      'about something that is no subject',
      bounced({}, { mail: { ...mail, tags: { ...tags, subjectKind: ['root'] } } }),
    ],
    ['whose ids are none', bounced({}, { mail: { ...mail, tags: { ...tags, recipientId: ['#x'] } } })],
    ['about a mail to several people', bounced({}, { mail: { ...mail, destination: ['a@x.test', 'b@x.test'] } })],
    ['with more than an id as its id', bounced({}, { bounce: { ...bounce, feedbackId: 'x'.repeat(1000) } })],
    ['without a message', bounced({}, { mail: { ...mail, messageId: '' } })],
    ['that is nothing at all', undefined],
    ['that is text', 'Email Bounced'],
  ])('%s is none', (_, event) => {
    expect(readDeliveryReport(event)).toBeUndefined();
  });
});
