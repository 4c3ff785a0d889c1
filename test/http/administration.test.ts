import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '#shared/domain/role-settings';
import { goodAnswers } from '#shared/http/openapi/good-answers';
import { type Operation, routes } from '#shared/http/routes';
import { EXCHANGE, grace } from '#test/support/found-organization';
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
      settings: defaultSettings,
    });
  });

  it.each(['"1"', '1'])('are saved over the version %s; what is left out has its default', async (version) => {
    const body = { maximumDurationMinutes: 120, ticket: { required: true } };

    const saved = await served('putSettings', { ...settingsOf, ...ifMatch(version), body });

    expect([saved.status, saved.headers.etag]).toEqual([200, '"2"']);
    expect(saved.body.settings).toEqual({ ...defaultSettings, ...body, ticket: { required: true, systems: [] } });
    expect((await served('getSettings', settingsOf)).body).toEqual(saved.body);
    const history = await served('listSettingsVersions', { ...settingsOf, query: { limit: '1' } });
    expect(history.body).toMatchObject({
      items: [{ version: 2, changedBy: { id: grace.id } }],
      nextCursor: expect.any(String),
    });
  });

  it('that were read can be sent back as they are', async () => {
    const { body } = await served('getSettings', settingsOf);

    const saved = await served('putSettings', { ...settingsOf, ...ifMatch('1'), body: body.settings });

    expect(saved.body).toEqual({ ...body, version: 2 });
  });

  it('can be tried: what is wrong and what may surprise, and nothing changes, with or without If-Match', async () => {
    const before = await lapse.world.exportTable();
    const body = { approval: { required: true, quorum: 9 }, mfa: { require: 'none' } };

    const answer = await served('putSettings', { ...settingsOf, query: { dryRun: 'true' }, body });

    expect(answer.body).toMatchObject({
      version: 1,
      settings: { approval: { quorum: 9 } },
      violations: [{ rule: 'SET-5', code: 'quorum_above_approvers', limit: 2 }],
      warnings: [{ code: 'mfa_not_required' }],
    });
    expect(await lapse.world.exportTable()).toEqual(before);
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
