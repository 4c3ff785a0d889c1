import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { goodBodies } from '#test/http/served';
import type { Answer } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { askForExchange } from '#test/support/story';
import { changesBetween } from '#test/support/unchanged';

let stack: TestStack;
/** What belongs to ada, or to nobody in particular, by the noun of the path. */
const theirs: Record<string, string> = { principals: 'ada', roles: 'exchange-administrator' };
beforeAll(async () => {
  stack = await startTestStack();
  const grace = stack.as('grace', { mfa: true });
  theirs.activations = await askForExchange(stack);
  const node = await grace.post('/v1/resources', { displayName: 'Production', kind: 'organizational_unit' });
  theirs.resources = node.body.id ?? '';
  const endsAt = new Date(stack.clock.now() + 3 * 86_400_000).toISOString();
  const wanted = {
    principalIds: ['ada'],
    roleId: 'user-administrator',
    type: 'eligible',
    endsAt,
    justification: 'Help',
  };
  const assigned = await grace.post('/v1/assignments', wanted);
  theirs.assignments = Object(assigned.body.results?.[0]).assignment?.id ?? '';
  const later = new Date(stack.clock.now() + 30 * 86_400_000).toISOString();
  const asked = await stack
    .as('ada', { mfa: true })
    .post(`/v1/assignments/${theirs.assignments}/extension`, { endsAt: later, justification: 'Still helping' });
  theirs.extensions = asked.body.id ?? '';
  theirs.disabled = (await grace.post('/v1/roles', { displayName: 'Closed' })).body.id ?? '';
  await grace.patch(`/v1/roles/${theirs.disabled}`, { enabled: false });
  await stack.settled();
}, 60_000);
afterAll(() => stack.stop());

const all = Object.entries<Route>(routes) as [Operation, Route][];
const withId = all.filter(([, { path }]) => path.includes('{id}'));
const nounOf = ({ path }: Route) => path.split('/')[2] ?? '';
const unknown: Record<string, string> = {
  activations: 'act_01K00000000000000000000000',
  assignments: 'asg_01K00000000000000000000000',
  extensions: 'ext_01K00000000000000000000000',
  principals: 'prn_01K00000000000000000000000',
  resources: 'res_01K00000000000000000000000',
  roles: 'rol_01K00000000000000000000000',
};

function call(person: string, [operation, { method, path }]: [Operation, Route], id = ''): Promise<Answer> {
  const body = goodBodies[operation];
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return stack.as(person, { mfa: true }).send(method, path.replace('{id}', id), { ...type, 'if-match': '"1"' }, text);
}

describe('somebody who has nothing to do with it', () => {
  it('has an object of every noun to look for', () => {
    for (const [, route] of withId) {
      expect(theirs[nounOf(route)], route.path).toMatch(/./);
      expect(unknown[nounOf(route)], route.path).toMatch(/./);
    }
  });

  it.each(withId.map((route) => [route[0], route] as const))(
    'learns by %s not even whether it exists, and changes nothing (I20)',
    async (_, route) => {
      const noun = nounOf(route[1]);
      const before = await stack.exportTable();

      const [real, none] = [await call('mallory', route, theirs[noun]), await call('mallory', route, unknown[noun])];

      const expected = ['principal', 'administrator_or_approver'].includes(route[1].relation) ? 404 : 403;
      expect([real.status, none.status]).toEqual([expected, expected]);
      expect(real.text.replaceAll(theirs[noun] ?? '', '{id}')).toBe(none.text.replaceAll(unknown[noun] ?? '', '{id}'));
      await stack.settled();
      expect(changesBetween(before, await stack.exportTable())).toEqual([]);
    },
  );
});

describe('an id in a body', () => {
  type Ids = Record<string, string>;
  const reason = { justification: 'Curious' };
  const roleWanted = ({ roles: roleId, resources: resourceId }: Ids) => ({ roleId, resourceId });
  const wishes: [string, string, (ids: Ids) => object][] = [
    ['a role', 'activations', ({ roles }) => ({ items: [{ roleId: roles }], ...reason })],
    ['a role that is disabled', 'activations', ({ disabled }) => ({ items: [{ roleId: disabled }], ...reason })],
    ['a role at a resource', 'activations', (ids) => ({ items: [roleWanted(ids)], ...reason })],
    [
      'a role for later',
      'activations',
      (ids) => ({ items: [{ ...roleWanted(ids), startsAt: tomorrow() }], ...reason }),
    ],
    ['a role for an emergency', 'activations', (ids) => ({ items: [{ ...roleWanted(ids), breakGlass: true }] })],
    ['a role on trial', 'activations', (ids) => ({ items: [roleWanted(ids)], dryRun: true })],
    ['one of several roles', 'activations', (ids) => ({ items: [roleWanted(ids), { roleId: 'none' }], ...reason })],
    [
      'an activation',
      'decisions',
      ({ activations: activationId }) => ({ items: [{ activationId, decision: 'approve' }], ...reason }),
    ],
  ];
  const tomorrow = () => new Date(stack.clock.now() + 86_400_000).toISOString();
  const withoutIds = (text: string, ids: Ids) =>
    Object.values(ids).reduce((rest, id) => rest.replaceAll(JSON.stringify(id), '"{id}"'), text);

  it.each(wishes)(
    'tells somebody without a right to it not even whether there is %s, and changes nothing',
    async (_, noun, bodyOf) => {
      const before = await stack.exportTable();
      const mallory = stack.as('mallory', { mfa: true });
      const none = { ...unknown, disabled: unknown.roles ?? '' };

      const real = await mallory.post(`/v1/${noun}`, bodyOf(theirs));
      const nothing = await mallory.post(`/v1/${noun}`, bodyOf(none));

      expect([200, 403]).toContain(real.status);
      expect(real.text).toMatch(/"not_eligible"|"activation_not_found"/);
      expect([real.status, withoutIds(real.text, theirs)]).toEqual([nothing.status, withoutIds(nothing.text, none)]);
      await stack.settled();
      expect(changesBetween(before, await stack.exportTable())).toEqual([]);
    },
  );

  it('tells whoever may read everything what is missing', async () => {
    const alan = stack.as('alan', { mfa: true });
    const codeOf = async (item: object) => (await alan.post('/v1/activations', { items: [item], ...reason })).body.code;

    expect(await codeOf({ roleId: unknown.roles })).toBe('role_not_found');
    expect(await codeOf({ roleId: theirs.roles, resourceId: unknown.resources })).toBe('resource_not_found');
    expect(await codeOf({ roleId: theirs.disabled })).toBe('role_disabled');
  });
});

describe('an administrator', () => {
  it.each(withId.map((route) => [route[0], route] as const))(
    'is told by %s that what is unknown is missing',
    async (_, route) => {
      const before = await stack.exportTable();

      const { status } = await call('grace', route, unknown[nounOf(route[1])]);

      expect(status).toBe(404);
      expect(changesBetween(before, await stack.exportTable())).toEqual([]);
    },
  );
});

describe('reading', () => {
  const reads = all.filter(([, { method, relation }]) => method === 'GET' && relation !== 'workload');

  it('changes nothing, whatever is read (I03)', async () => {
    const before = await stack.exportTable();

    for (const method of ['GET', 'HEAD'] as const)
      for (const [, route] of reads)
        await fetch(new URL(route.path.replace('{id}', theirs[nounOf(route)] ?? ''), stack.origin), {
          method,
          headers: { authorization: `Bearer ${await stack.token({ subject: 'grace', mfa: true })}` },
        });

    await stack.settled();
    expect(reads.length).toBeGreaterThan(15);
    expect(changesBetween(before, await stack.exportTable())).toEqual([]);
  });
});
