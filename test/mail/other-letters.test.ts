import { describe, expect, it } from 'vitest';
import { renderMail } from '#shared/mail/templates';
import {
  active,
  ask,
  assignmentFacts,
  extending,
  extensionFacts,
  facts,
  invitationFacts,
  settingsFacts,
} from './mail-world.ts';

const lines = (text: string) => text.split('\n').map((line) => line.trim());
const more = { additionalMinutes: 30, justification: 'Not done yet', deadline: '2026-11-22T13:00:00.000Z' };

describe('the mail about more time', () => {
  it('asks approvers for the time on top, with its own reason, and links of its own', () => {
    const { subject, text } = renderMail(
      'activation.extension_requested',
      'approver',
      facts(extending(), { ask, extension: more }),
    );

    expect(subject).toBe('Approve or deny: Ada Lovelace asks for 30 minutes more of Exchange Administrator');
    expect(lines(text)).toEqual(
      expect.arrayContaining([
        'How much more: 30 minutes',
        'Ends without it: Sun, 22 Nov 2026 13:30 UTC',
        'Justification: “Not done yet”',
        'Decide by: Sun, 22 Nov 2026 13:00 UTC (1 hour)',
        ask.approveUrl,
      ]),
    );
  });

  it('tells its holder who said no, in which words, and that the old end stays', () => {
    const verdict = { decision: 'deny', justification: 'go home' } as const;
    const { text } = renderMail(
      'activation.extension_denied',
      'requester',
      facts(active(), { extension: { ...more, verdict } }),
    );

    expect(text).toContain('Denied by: Grace Hopper (prn_grace), “go home”');
    expect(text).toContain('Valid until: Sun, 22 Nov 2026 13:30 UTC');
    expect(text).toContain('goes on to the end it had before');
  });

  it('says why nothing comes of a yes', () => {
    const verdict = { decision: 'approve', justification: 'ok', reason: 'eligibility_gone' } as const;
    const { text } = renderMail(
      'activation.extension_denied',
      'requester',
      facts(active(), { extension: { ...more, verdict } }),
    );

    expect(text).toContain('Approved by: Grace Hopper (prn_grace), “ok”');
    expect(text).toContain('Reason: the eligibility it rested on is gone');
  });
});

describe('the mail about break-glass', () => {
  it('tells administrators to look now and to review it', () => {
    const emergency = { ...active(), breakGlass: { review: 'awaiting' as const } };
    const { subject, text } = renderMail('activation.requested', 'overseer', facts(emergency));

    expect(subject).toBe('Break-glass: Exchange Administrator by Ada Lovelace');
    expect(text).toContain('Look now: nobody approved this.');
    expect(text).toContain('review it afterwards');
  });
});

describe('the mail about an assignment', () => {
  it.each([
    ['a person is made eligible', { ...assignmentFacts }, 'Eligible: Exchange Administrator', 'activate the role'],
    [
      'a person is assigned actively',
      { ...assignmentFacts, assignment: { ...assignmentFacts.assignment, type: 'active' as const } },
      'Assigned: Exchange Administrator',
      'without activating',
    ],
  ])('says what it means when %s', (_, given, subject, words) => {
    const mail = renderMail('assignment.added', 'holder', given);

    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(words);
    expect(mail.text).toContain('Until: Sun, 06 Dec 2026 12:00 UTC');
  });

  it('names the group it came through', () => {
    const holder = { id: 'prn_operators', displayName: 'Operators', isGroup: true };

    expect(renderMail('assignment.added', 'holder', { ...assignmentFacts, holder }).text).toContain(
      'Through the group: Operators',
    );
  });

  it.each([
    [14, 'Ends within 14 days: Exchange Administrator'],
    [1, 'Ends within a day: Exchange Administrator'],
  ])('says %i days before the end how to keep it', (daysLeft, subject) => {
    const mail = renderMail('assignment.expiring', 'holder', { ...assignmentFacts, daysLeft });

    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain('POST /v1/assignments/asg_1/extension');
  });

  it('says after the end that it can be renewed', () => {
    const { text } = renderMail('assignment.ended', 'holder', assignmentFacts);

    expect(text).toContain('For 30 days you can ask to have it renewed');
  });

  it('says that one without an end is permanent', () => {
    const { endsAt: _none, ...permanent } = assignmentFacts.assignment;

    expect(
      renderMail('assignment.added', 'administrator', { ...assignmentFacts, assignment: permanent }).text,
    ).toContain('Until: permanent');
  });
});

describe('the mail about an extension', () => {
  it('tells who may decide where to do it', () => {
    const { subject, text } = renderMail('extension.requested', 'decider', extensionFacts);

    expect(subject).toBe('Please decide: Ada Lovelace asks for the renewal of Exchange Administrator');
    expect(lines(text)).toEqual(expect.arrayContaining(['Whose: Operators', 'Justification: “Still needed”']));
    expect(text).toContain('POST /v1/extensions/ext_1/decision');
  });

  it('tells who asked what was decided, and why', () => {
    const { subject, text } = renderMail('extension.denied', 'requester', extensionFacts);

    expect(subject).toBe('Denied: renewal of Exchange Administrator');
    expect(text).toContain('Denied by: Grace Hopper (prn_grace), “Fine with me”');
  });
});

describe('the mail about settings', () => {
  it('says which version holds, and what its rules are', () => {
    const { text } = renderMail('role.settings_changed', 'overseer', settingsFacts);

    expect(lines(text)).toEqual(
      expect.arrayContaining([
        'Version: 4',
        'By: Grace Hopper (prn_grace)',
        'Longest activation: 1 hour',
        'Approval: not needed',
        'Second factor: once per session',
        'Break-glass: off',
      ]),
    );
  });
});

it('the mail about limits of assignments tells them in the unit people count in', () => {
  const changes = [
    { field: 'assignments.longestActiveMinutes', from: 180 * 1440, to: 480 },
    { field: 'assignments.longestEligibleMinutes', from: 1440, to: 10 * 1440 },
  ];

  const { text } = renderMail('role.settings_changed', 'overseer', {
    ...settingsFacts,
    version: { ...settingsFacts.version, changes },
  });

  expect(text).toContain('Longest active assignment: 180 days → 8 hours');
  expect(text).toContain('Longest eligibility: 24 hours → 10 days');
});

describe('the mail about settings that were taken back (SET-11)', () => {
  it.each([
    ['/', 'the defaults hold again'],
    ['res_unit', 'those of the nearest resource above hold again'],
  ])('at %s says so, and what counts then', (resourceId, counting) => {
    const changes = [{ field: 'maximumDurationMinutes', from: 30, to: 60 }];
    const version = { ...settingsFacts.version, resourceId, changes, takenBack: true as const };

    const { text } = renderMail('role.settings_changed', 'overseer', { ...settingsFacts, version });

    expect(text.replace(/\s+/g, ' ')).toContain(
      `Taken back: the role has no rules of its own here any more; ${counting}`,
    );
    expect(text).toContain('Longest activation: 30 minutes → 1 hour');
  });
});

describe('the mail that invites', () => {
  it('has the code on a line of its own, and says where, until when and for whom it works', () => {
    const { text, html, subject } = renderMail('principal.invited', 'invited', invitationFacts);

    expect(lines(text)).toContain('Invitation code: prn_linus.AAAAAAAAAAAAAAAAAAAAAA');
    expect(lines(text)).toContain('https://lapse.example/join#prn_linus.AAAAAAAAAAAAAAAAAAAAAA');
    expect(text).toContain('until Sun, 29 Nov 2026 12:00 UTC, once and for you alone');
    expect(html).toContain('prn_linus.AAAAAAAAAAAAAAAAAAAAAA');
    expect(subject).not.toContain('AAAA');
  });
});

describe('the mail about an assignment that was changed in place (ASG-6)', () => {
  const changes = [{ field: 'endsAt', from: '2026-11-30T12:00:00.000Z', to: '2026-12-06T12:00:00.000Z' }];
  const changed = (assignment = {}, more: { field: string; from?: string; to?: string }[] = changes) => ({
    ...assignmentFacts,
    assignment: { ...assignmentFacts.assignment, ticket: { number: 'CHG-7', system: 'ServiceNow' }, ...assignment },
    changes: more,
  });

  it.each(['holder', 'administrator'] as const)('tells the %s the end, old → new, and the ticket', (audience) => {
    const { subject, text } = renderMail('assignment.changed', audience, changed());

    expect(subject).toMatch(/^Changed: /);
    expect(lines(text)).toEqual(
      expect.arrayContaining([
        'From: Sun, 22 Nov 2026 12:00 UTC',
        'Until: Mon, 30 Nov 2026 12:00 UTC → Sun, 06 Dec 2026 12:00 UTC',
        'Ticket: “CHG-7” in “ServiceNow”',
      ]),
    );
    expect(text).toContain('Activations under it end then, too, at the latest.');
  });

  it('tells of an end where there was none, and of none where there was one', () => {
    const dated = renderMail(
      'assignment.changed',
      'holder',
      changed({}, [{ field: 'endsAt', to: '2026-12-06T12:00:00.000Z' }]),
    );
    const { endsAt: _gone, ...open } = changed().assignment;
    const permanent = renderMail('assignment.changed', 'holder', { ...changed(), assignment: open });

    expect(lines(dated.text)).toContain('Until: permanent → Sun, 06 Dec 2026 12:00 UTC');
    expect(lines(permanent.text)).toContain('Until: Mon, 30 Nov 2026 12:00 UTC → permanent');
    expect(permanent.text).not.toContain('Activations under it');
  });

  it('tells who asked for more time that their request is closed', () => {
    const { text } = renderMail('extension.superseded', 'requester', extensionFacts);

    expect(text).toContain('Closed by: Grace Hopper');
    expect(text).toContain('An administrator has set another end.');
  });
});
