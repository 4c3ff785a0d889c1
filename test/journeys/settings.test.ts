import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';

/** One for all, each with a role of its own. */
let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

it('a role of one’s own gets rules, stricter ones further down, and closes again', async () => {
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

it('SET-8, SET-12: a policy with hours and an authentication context is taken as it is, and holds (reported/19)', async () => {
  const [grace, alan] = [stack.as('grace'), stack.as('alan')];
  const path = '/v1/roles/easy-pim/settings';
  const policy = {
    maximumDurationMinutes: 30,
    mfa: { require: 'session' },
    acrValues: ['phr'],
    justificationRequired: true,
    assignments: { longestEligibleDays: 90, longestActiveMinutes: 480 },
  };
  await grace.post('/v1/roles', { id: 'easy-pim', displayName: 'Easy' });
  const saved = await grace.put(path, policy, { 'if-match': '"0"' });
  const assign = (type: string, endsAt?: string) => {
    const right = { principalIds: ['mallory'], roleId: 'easy-pim', type, justification: 'Joins' };
    return grace.post('/v1/assignments', { ...right, ...(endsAt ? { endsAt } : {}) });
  };
  const inHours = (hours: number) => new Date(stack.clock.now() + hours * 3_600_000).toISOString();

  const tooLong = await assign('active', inHours(9));
  const eligible = await assign('eligible');
  const ask = { items: [{ roleId: 'easy-pim' }], justification: 'Now' };
  const weak = await stack.as('mallory', { mfa: true }).post('/v1/activations', ask);
  const tried = await stack.as('mallory', { mfa: true }).post('/v1/activations', { ...ask, dryRun: true });
  const strong = await stack.as('mallory', { acr: 'phr' }).post('/v1/activations', ask);
  const unknown = await grace.patch(path, { acrValues: ['c1'] });
  const lowered = await grace.patch(path, { acrValues: null, assignments: { longestActiveDays: 2 } });
  await stack.settled();

  expect([saved.status, Object(saved.body).settings]).toMatchObject([
    200,
    { acrValues: ['phr'], assignments: { longestEligibleMinutes: 129_600, longestActiveMinutes: 480 } },
  ]);
  expect([tooLong.status, tooLong.body.violations]).toMatchObject([
    422,
    [{ rule: 'endsAt', code: 'assignment_too_long', limit: 480, unit: 'minutes' }],
  ]);
  expect(tooLong.text).toContain('at most 8 hours');
  expect(eligible.status).toBe(201);
  expect([weak.status, weak.body.code]).toEqual([401, 'mfa_required']);
  expect(weak.headers.get('www-authenticate')).toContain('acr_values="phr"');
  expect(tried.text).toContain('"acr_values":"phr"');
  expect(strong.status).toBe(201);
  expect([unknown.status, unknown.body.violations]).toMatchObject([400, [{ rule: 'acrValues.0' }]]);
  expect(unknown.text).toContain('urn:lapse:mfa, phr');
  expect(Object(lowered.body).settings).not.toHaveProperty('acrValues');
  expect(Object(lowered.body).warnings).toMatchObject([
    { code: 'protection_lowered', field: 'acrValues' },
    { code: 'protection_lowered', field: 'assignments' },
    { code: 'set_to_default', field: 'acrValues' },
  ]);
  const [mail] = stack
    .mailTo('alan')
    .filter(({ subject }) => subject === 'Settings changed: Easy')
    .reverse();
  expect(mail?.text).toContain('Sign-ins that count: phr → none');
  expect(mail?.text).toContain('Longest active assignment: 8 hours → 48 hours');
  const history = Object((await alan.get(`${path}/history?limit=1`)).body);
  expect(history.items[0].changes).toContainEqual({ field: 'assignments.longestActiveMinutes', from: 480, to: 2880 });
});

it('what was written down by mistake is deleted, what was used goes into the archive, and neither comes back by itself', async () => {
  const grace = stack.as('grace');
  const idsOf = async (path: string) => ((await grace.get(path)).body.items ?? []).map(({ id }) => id);
  const things = [
    {
      path: '/v1/roles',
      body: { id: 'mistake', displayName: 'Mistake' },
      used: 'exchange-administrator',
      fixed: 'security-administrator',
    },
    {
      path: '/v1/resources',
      body: { id: 'mistake', displayName: 'Mistake', kind: 'account' },
      used: 'shop',
      fixed: '%2F',
    },
    {
      path: '/v1/principals',
      body: { id: 'mistake', kind: 'user', displayName: 'Mistake' },
      used: 'ada',
      fixed: undefined,
    },
  ];
  await grace.post('/v1/resources', { id: 'shop', displayName: 'Shop', kind: 'account' });
  const held = { roleId: 'exchange-administrator', resourceId: 'shop', principalIds: ['ada'] };
  expect((await grace.post('/v1/assignments', { ...held, type: 'eligible', justification: 'Shop' })).status).toBe(201);

  for (const { path, body, used, fixed } of things) {
    const isSwitched = path !== '/v1/resources';
    expect((await grace.post(path, body)).status).toBe(201);
    const gone = await grace.delete(`${path}/mistake`);
    const again = await grace.post(path, body);
    const kept = await grace.delete(`${path}/${used}`);
    const early = await grace.patch(`${path}/${used}`, { archived: true });
    // A resource has no switch: nothing is activated on it any more, once it is archived.
    const disabled = isSwitched && (await grace.patch(`${path}/${used}`, { enabled: false }));
    const archived = await grace.patch(`${path}/${used}`, { archived: true });
    const stays = fixed && (await grace.patch(`${path}/${fixed}`, { archived: true }));

    expect([path, gone.status, again.status, again.body.code]).toEqual([path, 204, 409, 'id_retired']);
    expect([kept.status, kept.body.code, kept.body.violations?.[0]?.limit]).toEqual([409, 'in_use', expect.anything()]);
    if (disabled) expect([early.status, early.body.code, disabled.status]).toEqual([422, 'archived_is_disabled', 200]);
    expect(archived.status).toBe(200);
    if (stays) expect(stays.status).toBe(422);
    expect(await idsOf(`${path}?limit=100`)).not.toContain(used);
    expect(await idsOf(`${path}?limit=100&archived=true`)).toContain(used);
    expect((await grace.get(`${path}/${used}`)).status).toBe(200);
  }
});
