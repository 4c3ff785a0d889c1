import { describe, expect, it } from 'vitest';
import { NOON, noonPlus } from '#test/support/activations';
import type { HttpAnswer } from './gateway-event.ts';
import { type Ask, createSelfService } from './self-service-world.ts';

const item = { roleId: 'exchange-administrator' };
const good = { items: [item], justification: 'Finance receives no mail', ticket: { number: 'INC-1042' } };
const withItem = (changes: object) => ({ ...good, items: [{ ...item, ...changes }] });

interface Wrong {
  readonly what: string;
  readonly body?: unknown;
  readonly ask?: Ask;
  readonly status: number;
  readonly code: string;
  /** The field or rule named; none when the request as a whole is wrong. */
  readonly rule?: string | readonly string[];
}

const malformed: Wrong[] = [
  { what: 'nothing', status: 400, code: 'invalid_input', rule: 'body' },
  { what: 'no JSON', body: '{"items":[', status: 400, code: 'invalid_input' },
  { what: 'a list', body: [item], status: 400, code: 'invalid_input', rule: 'body' },
  { what: 'null', body: 'null', status: 400, code: 'invalid_input', rule: 'body' },
  {
    what: 'more than 64 KB',
    body: { ...good, justification: 'x'.repeat(65_536) },
    status: 413,
    code: 'body_too_large',
  },
  {
    what: 'text',
    body: good,
    ask: { headers: { 'content-type': 'text/plain' } },
    status: 415,
    code: 'content_type_unsupported',
  },
  { what: 'no items', body: { ...good, items: [] }, status: 400, code: 'invalid_input', rule: 'items' },
  {
    what: '21 items',
    body: { ...good, items: Array(21).fill(item) },
    status: 400,
    code: 'invalid_input',
    rule: 'items',
  },
];

const notAField = (rule: string, body: unknown): Wrong => ({
  what: rule,
  body,
  status: 400,
  code: 'invalid_input',
  rule,
});
const fields: Wrong[] = [
  ...['status', 'approvers', 'votes', 'rev', 'requester', 'quorum', 'deadline', '__proto__'].map((name) =>
    notAField(name, `${JSON.stringify(good).slice(0, -1)},"${name}":1}`),
  ),
  notAField('items.0.endsAt', withItem({ endsAt: noonPlus(600) })),
  notAField('items.0.status', withItem({ status: 'approved' })),
  notAField('ticket.url', { ...good, ticket: { number: 'INC-1', url: 'x' } }),
  notAField('items.0.roleId', { ...good, items: [{}] }),
  notAField('items.0.roleId', withItem({ roleId: 'ROLE#x' })),
  notAField('items.0.roleId', withItem({ roleId: 7 })),
  notAField('items.0.resourceId', withItem({ resourceId: '../etc' })),
  notAField('items.0.resourceId', withItem({ resourceId: null })),
  notAField('items.0.durationMinutes', withItem({ durationMinutes: 7.5 })),
  notAField('items.0.durationMinutes', withItem({ durationMinutes: '60' })),
  notAField('items.0.durationMinutes', withItem({ durationMinutes: null })),
  notAField('items.0.durationMinutes', JSON.stringify(withItem({ durationMinutes: 0 })).replace(':0', ':1e400')),
  notAField('items.0.durationMinutes', withItem({ durationMinutes: 1e20 })),
  notAField('items.0.startsAt', withItem({ startsAt: 'tomorrow' })),
  notAField('items.0.startsAt', withItem({ startsAt: '2026-11-22T12:00:00' })),
  notAField('items.0.startsAt', withItem({ startsAt: '2027-02-29T12:00:00Z' })),
  notAField('items.0.startsAt', withItem({ startsAt: 1_795_348_800 })),
  notAField('justification', { ...good, justification: 'x'.repeat(1001) }),
  notAField('justification', { ...good, justification: 7 }),
  notAField('justification', { ...good, justification: ['x'] }),
  notAField('justification', { ...good, justification: 'a\0b' }),
  notAField('justification', `${JSON.stringify({ ...good, justification: 'x' }).replace('"x"', '"\\ud800"')}`),
  notAField('ticket.number', { ...good, ticket: { number: 'INC\n1' } }),
  notAField('ticket', { ...good, ticket: 'INC-1042' }),
  notAField('ticket', { ...good, ticket: null }),
  notAField('ticket.number', { ...good, ticket: { number: 1042 } }),
  notAField('ticket.number', { ...good, ticket: {} }),
  notAField('ticket.number', { ...good, ticket: { number: 'x'.repeat(101) } }),
  notAField('ticket.system', { ...good, ticket: { number: 'INC-1', system: 7 } }),
  notAField('dryRun', { ...good, dryRun: 'yes' }),
];

const rules: Wrong[] = [
  {
    what: 'a duration of 0',
    body: withItem({ durationMinutes: 0 }),
    status: 422,
    code: 'duration_too_short',
    rule: 'durationMinutes',
  },
  {
    what: 'a negative duration',
    body: withItem({ durationMinutes: -60 }),
    status: 422,
    code: 'duration_too_short',
    rule: 'durationMinutes',
  },
  {
    what: 'a duration over the maximum',
    body: withItem({ durationMinutes: 61 }),
    status: 422,
    code: 'duration_too_long',
    rule: 'durationMinutes',
  },
  {
    what: 'a start in the past',
    body: withItem({ startsAt: noonPlus(-60) }),
    status: 422,
    code: 'start_in_past',
    rule: 'startsAt',
  },
  {
    what: 'a start in years',
    body: withItem({ startsAt: '9999-12-31T23:59:59Z' }),
    status: 422,
    code: 'start_too_late',
    rule: 'startsAt',
  },
  {
    what: 'a blank justification',
    body: { ...good, justification: ' \n\t ' },
    status: 422,
    code: 'justification_required',
    rule: 'justification',
  },
  {
    what: 'a justification nobody sees',
    body: { ...good, justification: '\u200b\u2060\u00ad \u3000\ufeff\u202e\u3164\n' },
    status: 422,
    code: 'justification_required',
    rule: 'justification',
  },
  {
    what: 'a ticket number nobody sees',
    body: { ...good, ticket: { number: '\u200b\u2800' } },
    status: 422,
    code: 'ticket_required',
    rule: 'ticket',
  },
  {
    what: 'no justification',
    body: { ...good, justification: undefined },
    status: 422,
    code: 'justification_required',
    rule: 'justification',
  },
  {
    what: 'a blank ticket',
    body: { ...good, ticket: { number: '  ' } },
    status: 422,
    code: 'ticket_required',
    rule: 'ticket',
  },
  { what: 'an unknown role', body: withItem({ roleId: 'no-such-role' }), status: 403, code: 'not_eligible' },
  { what: 'an unknown resource', body: withItem({ resourceId: 'res_none' }), status: 404, code: 'resource_not_found' },
];

function problemOf({ status, body }: HttpAnswer) {
  const { code, violations } = body;
  return { status, code, rules: Array.isArray(violations) ? violations.map(({ rule }) => rule) : [] };
}

describe('a request to activate', () => {
  it('that is good is stored, so that the bad ones below differ by one thing only', async () => {
    const { post, stored } = createSelfService();

    expect((await post(good)).status).toBe(202);
    expect(stored).toMatchObject([{ roleId: 'exchange-administrator', requestedAt: NOON }]);
  });

  it.each(malformed)('of $what is $status $code, and nothing is stored', refuse);

  it.each(fields)('T-13: that is wrong in $what is 400 and named, and nothing is stored', refuse);

  it.each(rules)('with $what is $status $code, and nothing is stored', refuse);

  async function refuse({ body, ask, status, code, rule }: Wrong): Promise<void> {
    const { post, stored, remembered } = createSelfService();

    const answer = await post(body, { ...ask, headers: { 'idempotency-key': 'k1', ...ask?.headers } });

    expect(problemOf(answer)).toEqual({ status, code, rules: rule === undefined ? [] : [rule].flat() });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect([stored, remembered]).toEqual([[], []]);
  }

  it('may have a justification of exactly 1,000 characters', async () => {
    const { post } = createSelfService();

    expect((await post({ ...good, justification: 'x'.repeat(1000) })).status).toBe(202);
  });
});
