import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '#shared/domain/audit-event';
import { auditAnswer, refuseOcsfUnlessLines } from '#shared/http/audit-answer';
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
    expect(auditAnswer({ items: [voted] }, { format: 'lapse' }, undefined, URL_).body).toEqual({ items: [voted] });
    expect(auditAnswer({ items: [voted] }, { format: 'lapse' }, LINES, URL_).body).toBe(`${JSON.stringify(voted)}\n`);
  });

  it('is one OCSF event a line, and links to its next page', () => {
    const { body, headers } = auditAnswer({ items: [voted], nextCursor: 'next' }, { format: 'ocsf' }, LINES, URL_);

    const lines = String(body).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ class_uid: 3004, metadata: { uid: 'evt_1' } }]);
    expect(headers?.link).toContain('format=ocsf&cursor=next');
  });

  it.each([undefined, 'application/json', 'text/csv'])('is not OCSF as %s', (accept) => {
    const violations = [expect.objectContaining({ rule: 'format' })];

    expect(() => refuseOcsfUnlessLines({ format: 'ocsf' }, accept)).toThrow(refused('invalid_input', { violations }));
    expect(() => refuseOcsfUnlessLines({ format: 'lapse' }, accept)).not.toThrow();
    expect(() => refuseOcsfUnlessLines({ format: 'ocsf' }, LINES)).not.toThrow();
  });
});
