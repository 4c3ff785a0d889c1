import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { foundOrganization, principal } from '#test/support/found-organization';
import { createWorld, NOON, type World } from '#test/support/world';
import { callReal, serveWorld } from './real-functions.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOON) });
  await foundOrganization(world);
  await serveWorld(world);
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

interface Result {
  readonly kind: string;
  readonly outcome: string;
  readonly problem?: { readonly code: string; readonly violations?: readonly unknown[] };
}

async function send(document: object, headers: Record<string, string> = {}, by = 'grace') {
  const body = { apiVersion: 'lapse/v1', ...document };
  const answer = await callReal('importPolicy', by, { body, headers }, NOON);
  const results: readonly Result[] = Object(answer.body.results ?? []);
  return {
    ...answer,
    outcomes: results.map(({ kind, outcome, problem }) => `${kind}: ${problem?.code ?? outcome}`),
    rules: Object(answer.body.violations ?? []).map(({ rule }: { rule: string }) => rule),
  };
}
const times = <T>(count: number, make: (place: number) => T) =>
  Array.from({ length: count }, (_, place) => make(place));

const members = times(160, (place) => `member-${place}`);

describe('an import of the configuration', () => {
  it('takes 500 entries and answers them in time, and not one more', async () => {
    for (const id of members) await world.directory.addPrincipal(principal(id, { id }), demonstration);
    const resources = Object.fromEntries(times(303, (place) => [`place-${place}`, { kind: 'account' }]));
    const roles = Object.fromEntries(
      times(4, (place) => [
        `role-${place}`,
        {
          displayName: `Role ${place}`,
          settings: { maximumDurationMinutes: 60 },
          eligible: members.slice(0, 6).map((id) => ({ principal: id, at: `place-${place}` })),
          active: [{ principal: 'crew', at: `place-${place}` }],
        },
      ]),
    );
    const document = { resources, groups: { crew: { members: members.slice(0, 159) } }, roles };
    const whole = { ...document, resources: { ...resources, last: { kind: 'account' }, more: { kind: 'account' } } };
    const began = performance.now();

    const { status, outcomes } = await send({ ...document, resources: { ...resources, last: { kind: 'account' } } });

    const seconds = (performance.now() - began) / 1000;
    expect([status, outcomes.length, outcomes.filter((one) => !one.endsWith(': created'))]).toEqual([200, 500, []]);
    expect(seconds).toBeLessThan(20);
    expect((await send(whole)).rules).toEqual(['body']);
  });

  it('is answered with all results though each is refused at length, and again under its Idempotency-Key', async () => {
    const longest = (place: number) => `${place}-`.padEnd(64, 'x');
    const eligible = times(500, (place) => ({ principal: longest(place), at: longest(place), until: '2099-01-01' }));
    const key = { 'idempotency-key': 'import-longest' };

    const first = await send({ roles: { 'exchange-administrator': { eligible } } }, key);
    const again = await send({ roles: { 'exchange-administrator': { eligible } } }, key);

    expect([first.status, first.outcomes.length]).toEqual([200, 500]);
    expect(new Set(first.outcomes)).toEqual(new Set(['assignment: principal_not_found']));
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  it('tells what is wrong with the settings of a role, and gives nobody the role', async () => {
    const approval = { required: true, quorum: 9, approvers: [{ user: 'nobody' }] };
    const { outcomes, body } = await send({
      roles: { unruled: { displayName: 'U', settings: { approval }, eligible: [{ principal: 'prn_ada' }] } },
    });
    expect(outcomes).toEqual(['role: created', 'settings: unknown_approver', 'assignment: import_rests_on_refused']);
    expect(body.results).toMatchObject([
      {},
      { problem: { violations: [{ rule: 'approval.approvers', limit: 'nobody' }, { code: 'nobody_could_approve' }] } },
      {},
    ]);
  });

  it.each<[string, object, string[]]>([
    ['a version nobody knows', { apiVersion: 'lapse/v2' }, ['apiVersion']],
    ['a field nobody knows', { removals: ['ada'] }, ['removals']],
    ['a field of a role nobody knows', { roles: { dba: { owner: 'ada' } } }, ['roles.dba.owner']],
    ['a name of an object itself', JSON.parse('{"roles":{"__proto__":{"displayName":"X"}}}'), ['roles']],
    ['an id with a blank', { groups: { 'a b': {} } }, ['groups.a b']],
    ['an id that is a path', { resources: { '../x': { kind: 'account' } } }, ['resources.../x']],
    ['the directory as a resource', { resources: { '/': { kind: 'account' } } }, ['resources./']],
    ['settings of the directory as of a place', { roles: { dba: { at: { '/': {} } } } }, ['roles.dba.at./']],
    ['a name reversed to the eye', { groups: { g: { displayName: 'a\u202Eb' } } }, ['groups.g.displayName']],
    ['a blank name', { roles: { r: { displayName: ' \u200B ' } } }, ['roles.r.displayName']],
    ['a day there never was', eligible({ until: '2027-02-30' }), ['roles.dba.eligible.0.until']],
    ['a number for a person', eligible({ principal: 7 }), ['roles.dba.eligible.0.principal']],
    [
      'an approver of two kinds',
      { roles: { dba: { settings: { approval: { approvers: [{ user: 'a', role: 'b' }] } } } } },
      ['roles.dba.settings.approval.approvers.0'],
    ],
  ])('is refused as a whole for %s', async (_, document, rules) => {
    const answer = await send(document);
    expect([answer.status, answer.body.code, answer.rules]).toEqual([400, 'invalid_input', rules]);
  });

  it.each<[string, object, string[]]>([
    ['a place beneath itself', { resources: { own: { kind: 'account', parent: 'own' } } }, ['resource_not_found']],
    ['a place beneath nothing', { resources: { lost: { kind: 'account', parent: 'gone' } } }, ['resource_not_found']],
    ['a group in a group', { groups: { outer: { members: ['grp_operators'] } } }, ['created', 'group_not_a_member']],
    [
      'a role for nobody',
      { roles: { dba: { displayName: 'D', active: [{ principal: 'gone' }] } } },
      ['created', 'principal_not_found'],
    ],
  ])('judges %s by itself', async (_, document, outcomes) => {
    expect((await send(document)).outcomes.map((one) => one.split(': ')[1])).toEqual(outcomes);
  });
});

function eligible(fields: object) {
  return { roles: { dba: { eligible: [{ principal: 'prn_ada', ...fields }] } } };
}
