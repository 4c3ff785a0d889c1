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
  expect([read.status, read.headers.get('etag')]).toEqual([200, '"1"']);
  expect(strict.body).toEqual({ ...read.body, changes: expect.any(Array), warnings: expect.any(Array) });
  expect(refused.status).toBe(403);
  const members = await stack.as('alan').get('/v1/members?limit=1000', { accept: 'text/csv' });
  expect(members.text).toContain('"margaret","Margaret Hamilton","user","helpdesk-administrator"');
  const closed = await grace.patch('/v1/roles/database-administrator', { enabled: false });
  expect([closed.status, closed.text]).toEqual([200, expect.stringContaining('"enabled":false')]);
});

it('T-54: strict settings lose no protection by one field, and PATCH changes that field alone', async () => {
  const stack = await withLocalStack();
  const grace = stack.as('grace');
  const path = '/v1/roles/strict/settings';
  const approvers = ['grace', 'alan'].map((id) => ({ kind: 'user', id }));
  const strict = {
    approval: { required: true, approvers, quorum: 2 },
    mfa: { require: 'fresh', maxAgeMinutes: 10 },
    ticket: { required: true },
  };
  const oneField = { maximumDurationMinutes: 120 };
  await grace.post('/v1/roles', { id: 'strict', displayName: 'Strict' });
  expect((await grace.put(path, strict, { 'if-match': '"0"' })).status).toBe(200);

  const tried = Object(await grace.put(`${path}?dryRun=true`, oneField, { 'if-match': '"1"' }));
  const refused = await grace.put(path, oneField, { 'if-match': '"1"' });
  const same = await grace.patch(path, { mfa: strict.mfa });
  const patched = await grace.patch(path, oneField, { 'if-match': '"1"' });
  const lowered = await grace.patch(path, { approval: { required: false } });
  await stack.settled();

  expect(tried.status).toBe(200);
  expect(tried.body.warnings).toContainEqual(expect.objectContaining({ field: 'approval.required' }));
  expect([refused.status, refused.body.code]).toEqual([422, 'setting_left_out']);
  expect([same.status, same.headers.get('etag')]).toEqual([200, '"1"']);
  expect(Object(patched.body)).toMatchObject({ version: 2, settings: { ...oneField, ticket: strict.ticket } });
  expect(lowered.status).toBe(200);
  const [mail, before] = stack
    .mailTo('alan')
    .filter(({ subject }) => subject === 'Settings changed: Strict')
    .reverse();
  expect(mail?.text).toContain('Less protection: Nobody has to approve any more.');
  expect(mail?.text).toContain('Approval needed: yes → no');
  expect(before?.text).toContain('Longest activation: 1 hour → 2 hours');
});
