import { describe, expect, it } from 'vitest';
import { mailedEvents } from '#shared/dynamodb/stream-filters';
import { renderMail } from '#shared/mail/templates';
import {
  active,
  approved,
  ask,
  cancelled,
  denied,
  ended,
  everyMail,
  facts,
  NOON,
  pending,
  vote,
} from './mail-world.ts';

describe('the mail that asks an approver to decide', () => {
  const mail = renderMail('activation.requested', 'approver', facts(pending(), { ask }));

  it('has the code above both links, which stand on lines of their own, approve first', () => {
    const lines = mail.text.split('\n').filter((line) => line.startsWith('https://') || line.startsWith('Code:'));

    expect(lines).toEqual(['Code: CFG7', ask.approveUrl, ask.denyUrl]);
    expect(mail.html.indexOf('CFG7')).toBeLessThan(mail.html.indexOf(ask.approveUrl));
  });

  it.each([
    'Who: Ada Lovelace',
    'Who: Ada Lovelace (prn_ada)',
    'Account: ada@example.test',
    'Role: Exchange Administrator (exchange-administrator)',
    'Where: the whole directory (/)',
    'How long: 1 hour 30 minutes',
    'Starts: as soon as it is approved',
    'Justification: “Finance receives no mail”',
    'Ticket: “INC-1042” in “ServiceNow”',
    'Decide by: Mon, 23 Nov 2026 12:00 UTC (24 hours)',
    'If one has expired, it offers to send you a fresh one.',
  ])('says "%s"', (fact) => {
    expect(mail.text).toContain(fact);
  });

  it('names one moment only, the deadline: until when the links work is not a second one to mind', () => {
    expect(mail.text.match(/\d\d:\d\d UTC/g)).toEqual(['12:00 UTC']);
    expect(mail.html.match(/\d\d:\d\d UTC/g)).toEqual(['12:00 UTC']);
  });

  it('says the same in HTML, with links to press and no code in any address', () => {
    const targets = [...mail.html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);

    expect(targets).toEqual([ask.approveUrl, ask.denyUrl]);
    expect(mail.html).toContain('Finance receives no mail');
    expect(mail.html).toMatch(/Code: <strong[^>]*>CFG7<\/strong>/);
  });

  it('names requester and role in its subject, and never the code', () => {
    expect(mail.subject).toBe('Approve or deny: Ada Lovelace asks for Exchange Administrator');
  });

  it('names the start when it is later, and says so when there is no justification', () => {
    const { justification: _none, ticket: _neither, ...silent } = pending({ startsAt: '2026-11-24T08:05:00.000Z' });

    const { text } = renderMail('activation.requested', 'approver', facts(silent, { ask }));

    expect(text).toContain('Starts: Tue, 24 Nov 2026 08:05 UTC');
    expect(text).toContain('Justification: none given');
    expect(text).not.toContain('Ticket:');
  });

  it('says that it is a reminder, or the fresh link that was asked for', () => {
    const reminder = renderMail('activation.approval_reminded', 'approver', facts(pending(), { ask }));
    const renewed = renderMail('link.renewed', 'approver', facts(pending(), { ask }));

    expect(reminder.subject).toMatch(/^Reminder: /);
    expect(reminder.text).toContain(`${ask.approveUrl}\n`);
    expect(renewed.subject).toMatch(/^Fresh links: /);
    expect(renewed.text).toContain('\nCode: CFG7\n');
  });

  it('is not written without links', () => {
    expect(() => renderMail('activation.requested', 'approver', facts(pending()))).toThrow('links');
  });
});

describe('the mail about a decision', () => {
  it('tells the requester who approved, in which words, and for how long', () => {
    const { subject, text } = renderMail('activation.approved', 'requester', facts(approved()));

    expect(subject).toBe('Approved: Exchange Administrator');
    expect(text).toContain('Approved by: Grace Hopper (prn_grace), “go ahead”');
    expect(text).toContain('Starts: now');
    expect(text).toContain('How long: 1 hour 30 minutes');
  });

  it('tells the requester when an approved activation starts later', () => {
    const later = approved({ startsAt: '2026-11-24T08:00:00.000Z' });

    expect(renderMail('activation.approved', 'requester', facts(later)).text).toContain('Starts: Tue, 24 Nov 2026');
  });

  it('names every yes of a quorum', () => {
    const alan = { id: 'prn_alan', displayName: 'Alan Turing' };
    const both = pending({}, [vote('approve', 'yes'), vote('approve', '', alan)]);

    const { text } = renderMail(
      'activation.approved',
      'requester',
      facts({ ...both, status: 'approved', approvedAt: NOON }),
    );

    expect(text).toContain('Approved by: Grace Hopper (prn_grace), “yes”\n  Approved by: Alan Turing (prn_alan)\n');
  });

  it('tells the requester who denied and why', () => {
    const { subject, text } = renderMail('activation.denied', 'requester', facts(denied()));

    expect(subject).toBe('Denied: Exchange Administrator');
    expect(text).toContain('Denied by: Grace Hopper (prn_grace), “not today”');
  });

  it('tells the requester that nobody decided in time', () => {
    const timedOut = { ...pending(), status: 'timed_out' as const, endedAt: NOON };

    const { subject, text } = renderMail('activation.timed_out', 'requester', facts(timedOut));

    expect(subject).toBe('Timed out: Exchange Administrator');
    expect(text).toContain('Deadline: Mon, 23 Nov 2026 12:00 UTC');
  });

  it('says who cancelled and why, a reason of ours in words', () => {
    const byAda = facts(cancelled({}, 'no longer needed'), { actor: { id: 'prn_ada', displayName: 'Ada Lovelace' } });
    const givenUp = facts(cancelled({}, 'could_not_start'));

    expect(renderMail('activation.cancelled', 'requester', byAda).text).toContain(
      'By: Ada Lovelace (prn_ada)\n  Reason: “no longer needed”',
    );
    expect(renderMail('activation.cancelled', 'requester', givenUp).text).toContain(
      'Reason: the access could not be given in time',
    );
  });

  it.each([
    'principal_disabled',
    'eligibility_gone',
    'membership_gone',
    'role_disabled',
    'duration_too_long',
    'approval_missing',
  ])('tells in words why it was no longer granted: %s', (reason) => {
    const { text } = renderMail('activation.cancelled', 'requester', facts(cancelled({}, reason)));

    expect(text).toMatch(/Reason: the /);
    expect(text).not.toContain(reason);
  });

  it.each([
    ['activation.approved', approved(), 'Already approved'],
    ['activation.denied', denied(), 'Already denied'],
    ['activation.timed_out', { ...pending(), status: 'timed_out', endedAt: NOON }, 'Timed out'],
    ['activation.cancelled', cancelled(), 'Withdrawn'],
  ] as const)('of kind %s tells approvers that nothing is left to do', (event, activation, news) => {
    const { subject, text } = renderMail(event, 'co_approver', facts(activation));

    expect(subject).toContain(news);
    expect(subject).toContain('Exchange Administrator for Ada Lovelace');
    expect(text).toContain('Nothing is left for you to do');
    expect(text).not.toContain('https://');
  });
});

describe('the mail about access', () => {
  it('tells the requester until when the role is valid', () => {
    const { text } = renderMail('activation.activated', 'requester', facts(active()));

    expect(text).toContain('Valid until: Sun, 22 Nov 2026 13:30 UTC (1 hour 30 minutes)');
  });

  it('tells administrators who activated what, why, and who approved', () => {
    const { subject, text } = renderMail('activation.activated', 'administrator', facts(active()));

    expect(subject).toBe('Activated: Exchange Administrator by Ada Lovelace');
    expect(text).toContain('Justification: “Finance receives no mail”');
    expect(text).toContain('Ticket: “INC-1042” in “ServiceNow”');
    expect(text).toContain('Approved by: Grace Hopper (prn_grace), “go ahead”');
  });

  it('tells the requester how much time is left', () => {
    const soon = facts(active(), { at: '2026-11-22T13:15:00.000Z' });

    expect(renderMail('activation.ending_soon', 'requester', soon).text).toContain('13:30 UTC (15 minutes)');
  });

  it.each([
    ['expired', 'Ended: ', 'The time you asked for is over'],
    ['deactivated', 'Ended: ', 'You gave the role back'],
    ['revoked', 'Ended: ', 'The access was revoked'],
    ['failed', 'Failed: ', 'Something failed'],
  ] as const)('names the outcome %s', (outcome, subjectStart, sentence) => {
    const { subject, text } = renderMail('activation.ended', 'requester', facts(ended(outcome)));

    expect(subject).toBe(`${subjectStart}Exchange Administrator`);
    expect(text).toContain(`Outcome: ${outcome}`);
    expect(text).toContain(sentence);
  });

  it('gives the reason of a revocation', () => {
    const revoked = facts(ended('revoked', {}, 'suspicious sign-in'));

    expect(renderMail('activation.ended', 'requester', revoked).text).toContain('Reason: “suspicious sign-in”');
  });

  it('tells administrators that something failed', () => {
    expect(renderMail('activation.ended', 'administrator', facts(ended('failed'))).subject).toBe(
      'Failed: Exchange Administrator by Ada Lovelace',
    );
  });
});

describe('every mail', () => {
  it('there is for each event people are told about', () => {
    const written = new Set(everyMail({}, 'why', 'Grace Hopper').map(([event]) => event));

    expect([...written].sort()).toEqual([...mailedEvents].sort());
  });

  it('is refused to an audience that is not told', () => {
    expect(() => renderMail('activation.requested', 'requester', facts(pending()))).toThrow('No mail about');
  });

  it.each(everyMail({}, 'why', 'Grace Hopper'))(
    'about %s to the %s fetches nothing from anywhere',
    (event, audience, given) => {
      const { html } = renderMail(event, audience, given);

      expect(html).not.toMatch(/<(img|link|script|style|iframe|object|base|form)|\ssrc=|url\(|@import/i);
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
    },
  );
});
