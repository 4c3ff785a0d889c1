import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { toOcsf } from '#shared/audit/ocsf';
import { type AuditEvent, type EventType, eventTypes, workflow } from '#shared/domain/audit-event';
import { ocsfSchemas } from './ocsf-schema.ts';

const grace = { id: 'grace', displayName: 'Grace' };
const held = { principalId: 'ada', roleId: 'reader', resourceId: '/' };
const moves = { groupId: 'admins', groupName: 'Admins', principalIds: ['ada', 'alan'] };

function event(type: EventType, details: AuditEvent['details'] = {}): AuditEvent {
  return {
    id: 'evt_1',
    type,
    at: '2026-11-22T12:00:00.000Z',
    seq: 3,
    actor: grace,
    subject: { kind: 'activation', id: 'act_1' },
    details,
    prev: 'hash',
  };
}

/** Each line, after its class has been found to allow it. */
function linesOf(one: AuditEvent) {
  return toOcsf(one).map((line) => {
    const { class_uid } = v.parse(v.object({ class_uid: v.picklist([3004, 3005, 3006, 2004]) }), line);
    v.parse(ocsfSchemas[class_uid], line);
    return v.parse(v.looseObject({ class_uid: v.number(), activity_id: v.number(), severity: v.string() }), line);
  });
}

const classesOf = (one: AuditEvent) => linesOf(one).map(({ class_uid, activity_id }) => [class_uid, activity_id]);

describe('REP-2: an audit event in OCSF 1.3.0', () => {
  it.each(eventTypes)('is valid in its class: %s', (type) => {
    const all = { ...held, ...moves, type: 'active', assignments: [{ roleId: 'reader' }] };

    for (const details of [{}, all, { ...all, type: 'eligible' }])
      expect(linesOf(event(type, details)).length).toBeGreaterThan(0);
  });

  it.each<[string, AuditEvent, number, number]>([
    ['a grant', event('activation.activated', held), 3005, 1],
    ['an end', event('activation.ended', held), 3005, 2],
    ['a standing assignment', event('assignment.added', { ...held, type: 'active' }), 3005, 1],
    ['an eligibility, which grants nothing', event('assignment.added', { ...held, type: 'eligible' }), 3004, 1],
    ['a standing assignment removed', event('assignment.removed', { ...held, type: 'active' }), 3005, 2],
    ['one forgotten', event('assignment.removed', { ...held, type: 'active', endedAt: 'x' }), 3004, 4],
    ['a standing assignment that ran out', event('assignment.ended', { ...held, type: 'active' }), 3005, 2],
    ['the consent', event('onboarding.consented', { assignments: [{ roleId: 'reader' }] }), 3005, 1],
    ['a request', event('activation.requested', { status: 'pending_approval' }), 3004, 1],
    ['a vote', event('activation.voted'), 3004, 3],
    ['settings', event('role.settings_changed'), 3004, 3],
    ['somebody disabled', event('principal.disabled'), 3004, 9],
    ['a wrong code', event('link.wrong_code', { tries: 1, locked: false }), 2004, 1],
  ])('is of the class of %s', (_, given, classUid, activity) => {
    expect(classesOf(given)).toEqual([[classUid, activity]]);
  });

  it('is one line for each who joins a group, each with an id of its own', () => {
    const lines = linesOf(event('group.member_added', moves));

    expect(lines).toMatchObject([
      { class_uid: 3006, group: { uid: 'admins', name: 'Admins' }, user: { uid: 'ada' }, metadata: { uid: 'evt_1' } },
      { class_uid: 3006, user: { uid: 'alan' }, metadata: { uid: 'evt_1.2', correlation_uid: 'evt_1' } },
    ]);
  });

  it('says who did what to whom and where, and loses nothing', () => {
    const given = event('activation.activated', { ...held, endsAt: 'later' });

    expect(linesOf(given)).toEqual([
      expect.objectContaining({
        time: Date.parse('2026-11-22T12:00:00.000Z'),
        actor: { user: { uid: 'grace', full_name: 'Grace', type_id: 0 } },
        user: { uid: 'ada', type_id: 0 },
        privileges: ['reader'],
        resource: { uid: '/', type: 'resource' },
        type_uid: 300_501,
        unmapped: {
          actor: grace,
          subject: given.subject,
          seq: 3,
          details: given.details,
          prev: 'hash',
        },
      }),
    ]);
  });

  it('says by whose doing there is a finding', () => {
    const [line] = linesOf(event('link.foreign_session'));

    expect(line).toMatchObject({ evidences: [{ actor: { user: { uid: 'grace', full_name: 'Grace' } } }] });
    expect(line).not.toHaveProperty('actor');
  });

  it('tells the system’s own parts from people', () => {
    expect(linesOf({ ...event('activation.voted'), actor: workflow })).toMatchObject([
      { actor: { user: { uid: 'workflow', type_id: 3 } } },
    ]);
  });

  it('is a change of its subject where it does not say what its class demands', () => {
    expect(classesOf(event('activation.activated', { endsAt: 'later' }))).toEqual([[3004, 3]]);
    expect(classesOf(event('group.member_added', { principalIds: [] }))).toEqual([[3004, 3]]);
  });

  it('is graver when an emergency is used, or a link locked', () => {
    const severityOf = (one: AuditEvent) => linesOf(one)[0]?.severity;

    expect(severityOf(event('activation.requested', {}))).toBe('Informational');
    expect(severityOf(event('activation.requested', { breakGlass: true }))).toBe('High');
    expect(severityOf(event('link.wrong_code', { locked: false }))).toBe('Low');
    expect(severityOf(event('link.wrong_code', { locked: true }))).toBe('High');
  });
});
