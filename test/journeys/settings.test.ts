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

it('SET-11: what a resource has of its own is listed, shown against what it would inherit, and taken back', async () => {
  const stack = await withLocalStack();
  const [grace, alan] = [stack.as('grace'), stack.as('alan')];
  const path = '/v1/roles/overridden/settings';
  const at = (resourceId: string) => `${path}?resourceId=${resourceId}`;
  await grace.post('/v1/roles', { id: 'overridden', displayName: 'Overridden' });
  for (const id of ['unit-a', 'unit-b', 'unit-c'])
    await grace.post('/v1/resources', { id, displayName: id, kind: 'organizational_unit' });
  await grace.put(path, { maximumDurationMinutes: 240 }, { 'if-match': '"0"' });
  for (const id of ['unit-a', 'unit-b', 'unit-c']) await grace.patch(at(id), { ticket: { required: true } });
  const counting = (await alan.get(path)).body;

  const page = Object((await alan.get(`${path}/overrides?limit=2`)).body);
  const rest = Object((await alan.get(`${path}/overrides?limit=2&cursor=${page.nextCursor}`)).body);
  const tried = Object((await grace.delete(`${at('unit-a')}&dryRun=true`)).body);
  const blind = await grace.delete(at('unit-a'));
  const stale = await grace.delete(at('unit-a'), undefined, { 'if-match': '"7"' });
  const forbidden = await alan.delete(at('unit-a'), undefined, { 'if-match': '"1"' });
  const taken = await grace.delete(at('unit-a'), undefined, { 'if-match': '"1"' });
  const again = await grace.delete(at('unit-a'), undefined, { 'if-match': '"1"' });
  const inherited = await alan.get(at('unit-a'));

  const ids = [page, rest].map(({ items }) => items.map(({ resourceId }: { resourceId: string }) => resourceId));
  expect(ids).toEqual([['unit-a', 'unit-b'], ['unit-c']]);
  expect(page.items[0]).toMatchObject({
    version: 1,
    settings: { ticket: { required: true } },
    changedBy: { id: 'grace' },
  });
  const change = { kind: 'role_settings', id: 'overridden:unit-a', field: 'ticket.required', from: true, to: false };
  const lowered = expect.objectContaining({ code: 'protection_lowered', field: 'ticket.required' });
  expect(tried).toMatchObject({ changes: [change], violations: [], warnings: expect.arrayContaining([lowered]) });
  expect([blind.status, stale.status, forbidden.status]).toEqual([400, 412, 403]);
  expect([taken.status, taken.headers.get('etag')]).toEqual([200, '"0"']);
  expect(taken.body).toMatchObject({
    inheritedFrom: '/',
    changes: [change],
    warnings: expect.arrayContaining([lowered]),
  });
  expect([again.status, again.body.code]).toEqual([404, 'no_own_settings']);
  expect(inherited.headers.get('etag')).toBe('"0"');
  expect(inherited.body).toEqual({ ...counting, resourceId: 'unit-a', inheritedFrom: '/' });
  expect((await alan.get(`${path}/overrides`)).text).not.toContain('unit-a');

  const saved = await grace.put(at('unit-a'), { maximumDurationMinutes: 60 }, { 'if-match': '"0"' });
  const defaults = await grace.delete(path, undefined, { 'if-match': '"1"' });
  const history = Object((await alan.get(`${path}/history?resourceId=unit-a`)).body);
  await stack.settled();

  expect([saved.status, saved.headers.get('etag')]).toEqual([200, '"3"']);
  expect([defaults.status, Object(defaults.body).version, Object(defaults.body).inheritedFrom]).toEqual([
    200,
    0,
    undefined,
  ]);
  const versions = history.items.map(({ version, takenBack }: Record<string, unknown>) => [version, takenBack]);
  expect(versions).toEqual([
    [3, undefined],
    [2, true],
    [1, undefined],
  ]);
  expect((await alan.get('/v1/audit?limit=100')).text).toContain('"takenBack":true');
  const mails = stack.mailTo('alan').filter(({ subject }) => subject === 'Settings changed: Overridden');
  expect(mails.map(({ text }) => text).join()).toContain('Taken back: the role has no rules of its own here any more');
});
