import { expect, it } from 'vitest';
import { withLocalStack } from '#test/support/local-stack';

it('a role of one’s own gets rules, stricter ones further down, and closes again', async () => {
  const stack = await withLocalStack();
  const grace = stack.as('grace');
  const settings = '/v1/roles/database-administrator/settings';
  const approval = { required: true, approvers: [{ kind: 'user', id: 'grace' }] };
  const role = { id: 'database-administrator', displayName: 'Database Administrator' };
  const unit = { id: 'ou-ab12-cdef3456', displayName: 'Production', kind: 'organizational_unit' };
  expect((await grace.post('/v1/roles', role)).status).toBe(201);
  expect((await grace.post('/v1/resources', unit)).status).toBe(201);

  const first = await grace.put(settings, { maximumDurationMinutes: 120 }, { 'if-match': '"0"' });
  const stale = await grace.put(settings, {}, { 'if-match': '"0"' });
  const strict = await grace.put(`${settings}?resourceId=${unit.id}`, { approval }, { 'if-match': '0' });
  const tried = await grace.put(`${settings}?dryRun=true`, { approval: { ...approval, quorum: 2 } });
  const read = await stack.as('alan').get(`${settings}?resourceId=${unit.id}`);
  const refused = await stack.as('alan').put(settings, {}, { 'if-match': '"1"' });

  expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
  expect([stale.status, stale.body.code]).toEqual([412, 'version_outdated']);
  expect(strict.status).toBe(200);
  expect(tried.body.violations?.map(({ code }) => code)).toEqual(['quorum_above_approvers']);
  const { changes: _changes, warnings: _warnings, ...shown } = strict.body;
  expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"1"', shown]);
  expect(refused.status).toBe(403);
  const members = await stack.as('alan').get('/v1/members?limit=1000', { accept: 'text/csv' });
  expect(members.text).toContain('"margaret","Margaret Hamilton","user","helpdesk-administrator"');
  const closed = await grace.patch('/v1/roles/database-administrator', { enabled: false });
  expect([closed.status, closed.text]).toEqual([200, expect.stringContaining('"enabled":false')]);
});
