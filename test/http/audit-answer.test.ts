import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '#shared/domain/audit-event';
import { auditAnswer, auditForm } from '#shared/http/audit-answer';
import { refused } from '#test/support/refused';

const URL_ = 'https://lapse.example/v1/audit?format=ocsf';
const LINES = 'application/x-ndjson';
const voted: AuditEvent = {
  id: 'evt_1',
  type: 'activation.voted',
  at: '2026-11-22T12:00:00.000Z',
  seq: 2,
  actor: { id: 'grace', displayName: 'Grace' },
  subject: { kind: 'activation', id: 'act_1' },
  details: {},
  prev: 'hash',
};

describe('the audit', () => {
  it('is ours unless somebody asks for OCSF, with what its verification needs', () => {
    expect(auditAnswer({ items: [voted] }, undefined, 'json', URL_).body).toEqual({ items: [voted] });
    expect(auditAnswer({ items: [voted] }, 'lapse', 'jsonl', URL_).body).toBe(`${JSON.stringify(voted)}\n`);
  });

  it('is one OCSF event a line, and links to its next page', () => {
    const { body, headers } = auditAnswer({ items: [voted], nextCursor: 'next' }, 'ocsf', 'jsonl', URL_);

    const lines = String(body).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ class_uid: 3004, metadata: { uid: 'evt_1' } }]);
    expect(headers?.link).toContain('format=ocsf&cursor=next');
  });

  it.each(['application/json', 'text/csv'])('is not OCSF as %s', (accept) => {
    const violations = [expect.objectContaining({ rule: 'format' })];

    expect(() => auditForm({ format: 'ocsf', limit: 25 }, accept)).toThrow(refused('invalid_input', { violations }));
  });

  it.each([undefined, '*/*', LINES])('is OCSF as JSON lines for whoever accepts %s', (accept) => {
    expect(auditForm({ format: 'ocsf', limit: 1000 }, accept)).toBe('jsonl');
  });

  it('comes as its address or as Accept says', () => {
    expect(auditForm({ format: 'csv', limit: 25 }, undefined)).toBe('csv');
    expect(auditForm({ format: 'lapse', limit: 25 }, LINES)).toBe('jsonl');
    expect(auditForm({ limit: 25 }, 'text/csv')).toBe('csv');
  });

  it('as CSV says what its details hold without JSON, in columns where most events have it', () => {
    const details = {
      roleId: 'reader',
      justification: 'a; b',
      approval: { approvers: [{ kind: 'user', id: 'grace' }] },
    };

    const rows = String(auditAnswer({ items: [{ ...voted, details }] }, 'csv', 'csv', URL_).body).split('\r\n');

    expect(rows[0]).toContain(',details.roleId,');
    expect(rows[1]).toContain(
      '"roleId: reader; justification: a, b; approval.approvers.1.kind: user; approval.approvers.1.id: grace"',
    );
    expect(rows[1]).not.toMatch(/[{[]/);
  });
});
