import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '#shared/domain/role-settings';
import { goodAnswers } from '#shared/http/openapi/good-answers';
import { type Operation, routes } from '#shared/http/routes';
import { alan, EXCHANGE, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { type Administration, openAdministration } from './administration-world.ts';
import type { HttpAnswer } from './gateway-event.ts';

const open = useWorlds();
let lapse: Administration;
beforeEach(async () => {
  lapse = await openAdministration(open);
});

/** The answer, after it was found to be of the shape the documentation promises. */
async function served(operation: Operation, call: Parameters<Administration['call']>[1] = {}): Promise<HttpAnswer> {
  const answer = await lapse.call(operation, call);
  const schema = new Map(goodAnswers(operation, routes[operation])).get(String(answer.status));
  expect(schema, `${operation} ${answer.status} ${answer.text}`).toBeDefined();
  if (schema) v.parse(schema, answer.body);
  return answer;
}

/** As answers have them until 1.0: limits of assignments in days, too. */
const inDays = { longestEligibleDays: 365, longestActiveDays: 180 };
const shownDefaults = { ...defaultSettings, assignments: { ...defaultSettings.assignments, ...inDays } };
const settingsOf = { path: { id: EXCHANGE } };
const ifMatch = (version: string) => ({ headers: { 'if-match': version } });

describe('roles over HTTP', () => {
  it('are created, shown, listed, changed', async () => {
    const body = { id: 'dba', displayName: ' DBA ', description: 'Owns\ndatabases', provider: { kind: 'directory' } };

    const created = await served('createRole', { body });

    const view = { ...body, displayName: 'DBA', privileged: true, builtIn: false, enabled: true };
    expect([created.status, created.body]).toEqual([201, view]);
    expect((await served('getRole', { path: { id: 'dba' } })).body).toEqual(view);
    const changed = await served('changeRole', { path: { id: 'dba' }, body: { enabled: false } });
    expect(changed.body).toEqual({ ...view, enabled: false });
    const first = await served('listRoles', { query: { limit: '1' } });
    expect(first.body.items).toMatchObject([{ id: 'dba' }]);
    const rest = await served('listRoles', { query: { cursor: String(first.body.nextCursor) } });
    expect(rest.body.items).toMatchObject([{ id: EXCHANGE }, { builtIn: true }, { builtIn: true }]);
  });
});

describe('resources over HTTP', () => {
  it('are created under ids of AWS, listed below the directory, moved and renamed', async () => {
    const unit = { id: 'ou-ab12-cdef3456', displayName: 'Production', kind: 'organizational_unit' };
    const account = { id: '123456789012', displayName: 'Payments', kind: 'account', parentId: unit.id };
    expect((await served('createResource', { body: unit })).status).toBe(201);

    const created = await served('createResource', { body: account });

    expect(created.body).toEqual({ ...account, ancestors: [unit.id, '/'] });
    const { body } = await served('listResources');
    expect(body.items).toMatchObject([
      { id: '/', kind: 'directory', ancestors: [] },
      { id: account.id },
      { id: unit.id },
    ]);
    const moved = await served('changeResource', {
      path: { id: account.id },
      body: { parentId: '/', displayName: 'Pay' },
    });
    expect(moved.body).toEqual({ ...account, displayName: 'Pay', parentId: '/', ancestors: ['/'] });
  });
});

describe('settings over HTTP', () => {
  it('come with the version as entity tag; where a node has none, with "0" and where they come from', async () => {
    await lapse.call('createResource', { body: { id: 'unit', displayName: 'U', kind: 'organizational_unit' } });

    const own = await served('getSettings', settingsOf);
    const below = await served('getSettings', { ...settingsOf, query: { resourceId: 'unit' } });
    const defaults = await served('getSettings', { path: { id: 'security-administrator' } });

    expect([own.headers.etag, own.body.version, own.body.inheritedFrom]).toEqual(['"1"', 1, undefined]);
    expect(below.headers.etag).toBe('"0"');
    expect(below.body).toMatchObject({ resourceId: 'unit', inheritedFrom: '/', version: 1 });
    expect(defaults.headers.etag).toBe('"0"');
    expect(defaults.body).toEqual({
      roleId: 'security-administrator',
      resourceId: '/',
      version: 0,
      settings: shownDefaults,
    });
  });

  it.each(['"1"', '1'])('are saved over the version %s; what is left out has its default', async (version) => {
    const approval = { ...defaultSettings.approval, quorum: 2 };
    const body = { maximumDurationMinutes: 120, ticket: { required: true }, approval };

    const saved = await served('putSettings', { ...settingsOf, ...ifMatch(version), body });

    expect([saved.status, saved.headers.etag]).toEqual([200, '"2"']);
    expect(saved.body.settings).toEqual({ ...shownDefaults, ...body, ticket: { required: true, systems: [] } });
    const { changes, warnings, ...shown } = saved.body;
    expect((await served('getSettings', settingsOf)).body).toEqual(shown);
    const subject = { kind: 'role_settings', id: `${EXCHANGE}:/` };
    expect(changes).toContainEqual({ ...subject, field: 'approval.required', from: true, to: false });
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'protection_lowered', field: 'approval.required' }),
    );
    const history = await served('listSettingsVersions', { ...settingsOf, query: { limit: '1' } });
    expect(history.body).toMatchObject({
      items: [{ version: 2, changedBy: { id: grace.id } }],
      nextCursor: expect.any(String),
    });
  });

  it('that were read can be sent back as they are, and change nothing', async () => {
    const { body } = await served('getSettings', settingsOf);

    const saved = await served('putSettings', { ...settingsOf, ...ifMatch('1'), body: body.settings });

    expect(saved.body).toEqual({ ...body, changes: [], warnings: [] });
    expect(saved.headers.etag).toBe('"1"');
  });

  it('can be tried: what is wrong and what may surprise, and nothing changes, with or without If-Match', async () => {
    const before = await lapse.world.exportTable();
    const approvers = [
      { kind: 'user', id: grace.id },
      { kind: 'user', id: alan.id },
    ];
    const body = { approval: { required: true, quorum: 9, approvers }, mfa: { require: 'none' } };

    const answer = await served('putSettings', { ...settingsOf, query: { dryRun: 'true' }, body });

    expect(answer.body).toMatchObject({
      version: 1,
      settings: { approval: { quorum: 9 } },
      violations: [{ rule: 'approval.quorum', code: 'quorum_above_approvers', limit: 2, unit: 'people' }],
      warnings: [{ code: 'protection_lowered', field: 'mfa' }, { code: 'mfa_not_required' }],
      ends: [],
    });
    expect(await lapse.world.exportTable()).toEqual(before);
  });
});

describe('T-54: one field of strict settings', () => {
  const strict = {
    approval: {
      required: true,
      approvers: [
        { kind: 'user', id: 'prn_grace' },
        { kind: 'user', id: 'prn_alan' },
      ],
      quorum: 2,
    },
    mfa: { require: 'fresh', maxAgeMinutes: 10 },
    ticket: { required: true, numberPattern: 'INC-[0-9]{4}' },
    decisionMode: 'signIn',
  };
  const oneField = { maximumDurationMinutes: 120 };
  beforeEach(async () => {
    await served('putSettings', { ...settingsOf, ...ifMatch('1'), body: strict });
  });

  it('sent alone by PUT is refused, and names each protection left out', async () => {
    const before = await lapse.world.exportTable();

    const refused = await lapse.call('putSettings', { ...settingsOf, ...ifMatch('2'), body: oneField });

    const rules = Object(refused.body.violations).map(({ rule }: { rule: string }) => rule);
    expect([refused.status, refused.body.code]).toEqual([422, 'setting_left_out']);
    expect(rules).toEqual([
      'approval.required',
      'approval.quorum',
      'approval.approvers',
      'mfa',
      'ticket.required',
      'ticket.numberPattern',
    ]);
    expect(await lapse.world.exportTable()).toEqual(before);
  });

  it('sent alone by PUT in a dry run names what is left out, what would change and what gets weaker', async () => {
    const { body } = await served('putSettings', { ...settingsOf, query: { dryRun: 'true' }, body: oneField });

    const fields = (list: unknown) => Object(list).map(({ field }: { field: string }) => field);
    expect(body.violations).toHaveLength(6);
    expect(fields(body.changes)).toContain('approval.required');
    expect(fields(body.warnings)).toEqual(expect.arrayContaining(['approval.required', 'mfa', 'ticket.required']));
  });

  it('written out by PUT as it shall be from now on is saved, and warned of', async () => {
    const off = { approval: { required: false }, mfa: { require: 'session' }, ticket: { required: false } };

    const saved = await served('putSettings', { ...settingsOf, ...ifMatch('2'), body: { ...oneField, ...off } });

    expect([saved.status, saved.body.version]).toEqual([200, 3]);
    expect(Object(saved.body.warnings)).toContainEqual(expect.objectContaining({ field: 'ticket.required' }));
  });

  it('sent alone by PATCH changes that field, as JSON or as a merge patch, with or without If-Match', async () => {
    const type = { headers: { 'content-type': 'application/merge-patch+json' } };
    const saved = await served('patchSettings', { ...settingsOf, ...type, body: oneField });
    const again = await served('patchSettings', {
      ...settingsOf,
      ...ifMatch('"3"'),
      body: { ticket: { required: null } },
    });
    const { body } = await served('getSettings', settingsOf);

    expect(saved.body).toMatchObject({ version: 3, changes: [{ field: 'maximumDurationMinutes', to: 120 }] });
    expect(again.body.changes).toMatchObject([{ field: 'ticket.required', from: true, to: false }]);
    expect(again.body.warnings).toMatchObject([
      { code: 'protection_lowered', field: 'ticket.required' },
      { code: 'set_to_default', field: 'ticket.required' },
      { code: 'no_spare_approver' },
    ]);
    expect(body.settings).toMatchObject({
      ...strict,
      ...oneField,
      ticket: { required: false },
      approval: { quorum: 2 },
    });
  });

  it.each([
    ['an age without fresh', { mfa: { require: 'session', maxAgeMinutes: 5 } }, 'mfa.maxAgeMinutes'],
    ['no age with fresh', { mfa: { require: 'fresh', maxAgeMinutes: null } }, 'mfa.maxAgeMinutes'],
    ['a field nobody knows', { approval: { quorums: 2 } }, 'approval.quorums'],
    ['a list', [], 'body'],
  ])('is refused with %s', async (_, body, rule) => {
    const { status, body: problem } = await lapse.call('patchSettings', { ...settingsOf, body });

    expect([status, problem.violations]).toEqual([400, [expect.objectContaining({ rule })]]);
  });
});

describe('members over HTTP', () => {
  it('come as JSON, JSON lines and CSV, the next page in a Link', async () => {
    const role = { path: { id: EXCHANGE } };

    const json = await served('listRoleMembers', { ...role, query: { resourceId: '/' } });
    const lines = await lapse.call('listMembers', {
      query: { limit: '1000' },
      headers: { accept: 'application/x-ndjson' },
    });
    const csv = await lapse.call('listRoleMembers', {
      ...role,
      query: { limit: '1' },
      headers: { accept: 'text/csv' },
    });

    expect(json.body.items).toHaveLength(3);
    expect(
      lines.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).principal.id),
    ).toHaveLength(6);
    expect(csv.headers.link).toMatch(/^<https:\/\/lapse\.example\/.*cursor=.*>; rel="next"$/);
    expect(csv.text.split('\r\n')[0]).toMatch(/^principal\.id,principal\.displayName,principal\.kind,roleId,/);
    expect(csv.text.split('\r\n')[1]).toMatch(/^"grp_operators","Operators","group","exchange-administrator",/);
    const long = await lapse.call('listMembers', { query: { limit: '101' } });
    expect(long).toMatchObject({ status: 400, body: { violations: [{ rule: 'limit' }] } });
    await served('listMembers');
  });
});
