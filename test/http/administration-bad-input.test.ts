import { describe, expect, it } from 'vitest';
import type { Operation } from '#shared/http/routes';
import { EXCHANGE, robot } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { type Administration, openAdministration } from './administration-world.ts';

const open = useWorlds();

interface Wrong {
  readonly what: string;
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly id?: string;
  readonly ifMatch?: string;
  readonly status: number;
  readonly code: string;
  /** Fields or rules named. */
  readonly rules?: readonly string[];
}
const malformed = (what: string, wrong: Omit<Wrong, 'what' | 'status' | 'code'>): Wrong => ({
  what,
  status: 400,
  code: 'invalid_input',
  ...wrong,
});
const rule = (what: string, code: string, wrong: Partial<Wrong>): Wrong => ({ what, status: 422, code, ...wrong });

/** Refused, each with its status, code and field; the table stays as it is. */
async function refusesAll(operation: Operation, wrongs: readonly Wrong[], lapse: Administration): Promise<void> {
  const before = await lapse.world.exportTable();
  for (const { what, body, query, id, ifMatch, status, code, rules } of wrongs) {
    const answer = await lapse.call(operation, {
      body,
      path: { id: id ?? EXCHANGE },
      ...(query ? { query } : {}),
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    });
    const violations = Array.isArray(answer.body.violations) ? answer.body.violations : [];
    const told = { status: answer.status, code: answer.body.code, rules: violations.map((one) => one.rule) };
    expect(told, `${operation}: ${what}`).toEqual({ status, code, rules: rules ?? [] });
    expect(answer.headers['content-type'], what).toBe('application/problem+json');
  }
  expect(await lapse.world.exportTable()).toEqual(before);
}

/** Names that say nothing to a person, or something else than what stands there (T-57). */
const unreadable = ['\u200b\u3164', '\u0301', '\u2800', 'a\u2028b', '\u202enimda', 'admin\u200b', '\u2067x\u2069'];

describe('what administrators send wrong is refused, named, and changes nothing', () => {
  it('in roles', async () => {
    const lapse = await openAdministration(open);
    await refusesAll(
      'createRole',
      [
        malformed('no name', { body: {}, rules: ['displayName'] }),
        malformed('a blank name', { body: { displayName: ' ' }, rules: ['displayName'] }),
        ...unreadable.map((displayName) =>
          malformed(`the name ${JSON.stringify(displayName)}`, { body: { displayName }, rules: ['displayName'] }),
        ),
        malformed('two lines of a name', { body: { displayName: 'a\nb' }, rules: ['displayName'] }),
        malformed('an id that is a key', { body: { id: 'ROLE#x', displayName: 'x' }, rules: ['id'] }),
        malformed('the directory as an id', { body: { id: '/', displayName: 'x' }, rules: ['id'] }),
        malformed('a built-in one', { body: { displayName: 'x', builtIn: true }, rules: ['builtIn'] }),
        malformed('a foreign provider', {
          body: { displayName: 'x', provider: { kind: 'ftp' } },
          rules: ['provider.kind'],
        }),
        malformed('more of a provider', {
          body: { displayName: 'x', provider: { kind: 'directory', url: 'x' } },
          rules: ['provider.url'],
        }),
        { what: 'an id that exists', body: { id: EXCHANGE, displayName: 'x' }, status: 409, code: 'role_exists' },
      ],
      lapse,
    );
    await refusesAll(
      'changeRole',
      [
        malformed('another id', { body: { id: 'x' }, rules: ['id'] }),
        malformed('a revision', { body: { revision: 7 }, rules: ['revision'] }),
        malformed('half a yes', { body: { enabled: 'yes' }, rules: ['enabled'] }),
        rule('the administrator role disabled and renamed', 'role_is_built_in', {
          id: 'privileged-role-administrator',
          body: { enabled: false, displayName: 'Mine' },
          rules: ['displayName', 'enabled'],
        }),
        { what: 'nothing there', id: 'nothing', body: { enabled: false }, status: 404, code: 'role_not_found' },
      ],
      lapse,
    );
  });

  it('in resources', async () => {
    const lapse = await openAdministration(open);
    const unit = (id: string, parentId = '/') =>
      lapse.call('createResource', { body: { id, displayName: id, kind: 'organizational_unit', parentId } });
    await unit('top');
    await unit('low', 'top');
    await lapse.call('createResource', { body: { id: 'acc', displayName: 'acc', kind: 'account', parentId: 'low' } });
    await refusesAll(
      'createResource',
      [
        ...unreadable.map((displayName) =>
          malformed(`the name ${JSON.stringify(displayName)}`, {
            body: { displayName, kind: 'account' },
            rules: ['displayName'],
          }),
        ),
        malformed('a second directory', { body: { displayName: 'x', kind: 'directory' }, rules: ['kind'] }),
        malformed('ancestors of its own', {
          body: { displayName: 'x', kind: 'account', ancestors: [] },
          rules: ['ancestors'],
        }),
        rule('a child of an account', 'parent_is_account', {
          body: { displayName: 'x', kind: 'account', parentId: 'acc' },
          rules: ['parentId'],
        }),
        {
          what: 'a child of nothing',
          body: { displayName: 'x', kind: 'account', parentId: 'nowhere' },
          status: 404,
          code: 'resource_not_found',
          rules: ['parentId'],
        },
        {
          what: 'an id that exists',
          body: { id: 'top', displayName: 'x', kind: 'account' },
          status: 409,
          code: 'resource_exists',
        },
      ],
      lapse,
    );
    await refusesAll(
      'changeResource',
      [
        rule('a cycle', 'resource_cycle', { id: 'top', body: { parentId: 'low' }, rules: ['parentId'] }),
        rule('the directory', 'directory_is_fixed', { id: '/', body: { displayName: 'x' }, rules: ['id'] }),
        { what: 'a whole subtree', id: 'low', body: { parentId: '/' }, status: 409, code: 'resource_has_children' },
      ],
      lapse,
    );
  });

  it('in settings', async () => {
    const lapse = await openAdministration(open);
    const field = (path: string, body: unknown) => malformed(path, { body, ifMatch: '1', rules: [path] });
    await refusesAll(
      'putSettings',
      [
        malformed('no If-Match', { body: {}, rules: ['If-Match'] }),
        ...['*', '"x"', '"1', 'W/"1"', '-1', '"1", "2"', '123456789'].map((ifMatch) =>
          malformed(`If-Match ${ifMatch}`, { body: {}, ifMatch, rules: ['If-Match'] }),
        ),
        malformed('half a dry run', { body: {}, ifMatch: '1', query: { dryRun: 'maybe' }, rules: ['dryRun'] }),
        malformed('no body', { ifMatch: '1', rules: ['body'] }),
        field('maximumDurationMinutes', { maximumDurationMinutes: 4 }),
        field('maximumDurationMinutes', { maximumDurationMinutes: 4321 }),
        field('maximumDurationMinutes', { maximumDurationMinutes: null }),
        field('version', { version: 7 }),
        field('approval.quorum', { approval: { quorum: 0 } }),
        field('approval.quorum', { approval: { quorum: 11 } }),
        field('approval.windowMinutes', { approval: { windowMinutes: 20_161 } }),
        field('approval.votes', { approval: { votes: [] } }),
        field('approval.approvers', { approval: { approvers: Array(21).fill({ kind: 'user', id: 'x' }) } }),
        field('approval.approvers.0.kind', { approval: { approvers: [{ kind: 'robot', id: 'x' }] } }),
        field('approval.approvers.0.email', { approval: { approvers: [{ kind: 'user', id: 'x', email: 'x' }] } }),
        field('mfa.require', { mfa: { require: 'sometimes' } }),
        field('mfa.maxAgeMinutes', { mfa: { require: 'fresh', maxAgeMinutes: 1441 } }),
        field('mfa.maxAgeMinutes', { mfa: { require: 'session', maxAgeMinutes: 5 } }),
        field('ticket.url', { ticket: { url: 'x' } }),
        field('ticket.numberPattern', { ticket: { numberPattern: 'x'.repeat(201) } }),
        field('extraRecipients.0', { extraRecipients: ['grace@example.test, eve@evil.example'] }),
        field('extraRecipients.0', { extraRecipients: ['a@b.test\r\nBcc: eve@evil.example'] }),
        field('extraRecipients', { extraRecipients: Array(51).fill('a@b.test') }),
        field('decisionMode', { decisionMode: 'always' }),
        field('assignments.longestActiveDays', { assignments: { longestActiveDays: 0 } }),
        field('breakGlass.maximumDurationMinutes', { breakGlass: { maximumDurationMinutes: 61 } }),
        field('breakGlass.principals.0.kind', { breakGlass: { principals: [{ kind: 'role', id: 'x' }] } }),
        { what: 'a stale version', body: {}, ifMatch: '"7"', status: 412, code: 'version_outdated' },
        { what: 'an unknown role', id: 'nothing', body: {}, ifMatch: '0', status: 404, code: 'role_not_found' },
        rule('several faults', 'ticket_pattern_not_safe', {
          ifMatch: '1',
          body: {
            ticket: { numberPattern: '(a+)+' },
            approval: { required: true, approvers: [{ kind: 'user', id: robot.id }] },
            breakGlass: { principals: [{ kind: 'user', id: 'ghost' }] },
          },
          rules: ['ticket.numberPattern', 'approval.approvers', 'approval.approvers', 'breakGlass.principals'],
        }),
      ],
      lapse,
    );
  });

  it('in lists', async () => {
    const lapse = await openAdministration(open);
    await refusesAll('listRoles', [malformed('a page of 101', { query: { limit: '101' }, rules: ['limit'] })], lapse);
    await refusesAll(
      'listRoleMembers',
      [
        { what: 'a foreign cursor', query: { cursor: 'eHh4' }, status: 400, code: 'invalid_cursor' },
        malformed('a filter nobody knows', { query: { state: 'x' }, rules: ['state'] }),
      ],
      lapse,
    );
    await refusesAll(
      'listSettingsVersions',
      [{ what: 'a foreign cursor', query: { cursor: 'eHh4' }, status: 400, code: 'invalid_cursor' }],
      lapse,
    );
  });
});
