import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask } from '#test/support/story';

/*
 * The certification scenario of the OpenID AuthZEN Authorization API 1.0 (Basic, Batch, Discovery), told with what Lapse
 * decides about: may this subject use this role? Margaret holds User Administrator, linus has activated nothing.
 */
let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
  await ask(stack, 'margaret', { items: [{ roleId: 'user-administrator' }], justification: 'Work' });
  const grace = stack.as('grace', { mfa: true });
  await grace.post('/v1/principals', {
    id: 'victim',
    kind: 'user',
    displayName: 'Victim',
    issuer: AUTH0,
    subject: BARRED,
  });
  await grace.post('/v1/principals', {
    id: 'bot',
    kind: 'workload',
    displayName: 'Bot',
    issuer: AUTH0,
    subject: 'bot',
  });
  await grace.post('/v1/principals', { id: 'crew', kind: 'group', displayName: 'Crew', members: ['ada'] });
  await grace.post('/v1/assignments', {
    principalIds: ['victim', 'bot', 'crew'],
    roleId: 'user-administrator',
    type: 'active',
    justification: 'Case',
  });
  await stack.settled();
});
afterAll(() => stack.stop());

const AUTH0 = 'https://tenant.eu.auth0.example/';
const BARRED = 'oauth2|Broker|1:146';
const EVALUATION = '/access/v1/evaluation';
const EVALUATIONS = '/access/v1/evaluations';

const margaret = { type: 'user', id: 'margaret' };
const linus = { type: 'user', id: 'linus' };
const action = { name: 'use' };
const resource = { type: 'role', id: 'user-administrator' };
const other = { type: 'role', id: 'billing-administrator' };
const question = { subject: margaret, action, resource };

const pep = () => stack.as('mailbox-admin-center');
const without = (part: string, field?: string) => {
  const whole: Record<string, object> = structuredClone(question);
  if (field) Reflect.deleteProperty(whole[part] ?? {}, field);
  else Reflect.deleteProperty(whole, part);
  return whole;
};
const withProperties = (part: 'action' | 'resource', properties: unknown) => ({
  ...question,
  [part]: { ...question[part], properties },
});
const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const decisionsOf = async (body: unknown) => {
  const answer = await pep().post(EVALUATIONS, body);
  return [answer.status, answer.body.evaluations?.map(({ decision }) => decision)];
};

describe('AuthZEN, Basic: an evaluation', () => {
  it.each<[string, object, boolean]>([
    ['permits', question, true],
    ['denies', { ...question, subject: linus }, false],
    ['takes a context', { ...question, context: { time: '2026-06-27T18:03-07:00', ip: '192.0.2.1' } }, true],
    ['takes a context of 50 levels', { ...question, context: { deep: nested(50) } }, true],
    [
      'takes properties it does not know',
      {
        subject: { ...margaret, properties: { department: 'Sales' } },
        action: { ...action, properties: { method: 'GET' } },
        resource: { ...resource, properties: { owner: 'bob', resourceId: '/' } },
      },
      true,
    ],
    ['takes fields it does not know', { ...question, foo: 'bar', future: { nested: true }, constructor: 1 }, true],
  ])('%s', async (_, body, decision) => {
    const { status, body: verdict, headers } = await pep().post(EVALUATION, body);

    expect([status, verdict.decision]).toEqual([200, decision]);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('is the same each time it is asked', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => pep().post(EVALUATION, question)));

    expect(answers.map(({ body }) => body.decision)).toEqual([true, true, true, true, true]);
  });

  it.each<[string, unknown]>([
    ...['subject', 'action', 'resource'].map((part): [string, unknown] => [`no ${part}`, without(part)]),
    ['a subject without type', without('subject', 'type')],
    ['a subject without id', without('subject', 'id')],
    ['an action without name', without('action', 'name')],
    ['a resource without type', without('resource', 'type')],
    ['a resource without id', without('resource', 'id')],
    ['a subject that is text', { ...question, subject: 'margaret' }],
    ['a name that is a number', { ...question, action: { name: 123 } }],
    ...['text', 7, null, ['list']].flatMap((odd): [string, unknown][] => [
      [`a context that is ${JSON.stringify(odd)}`, { ...question, context: odd }],
      [`properties of the action that are ${JSON.stringify(odd)}`, withProperties('action', odd)],
      [`properties of the resource that are ${JSON.stringify(odd)}`, withProperties('resource', odd)],
    ]),
    ['a list', [question]],
    ['malformed JSON', '{"subject":'],
    ['a name twice', '{"subject":{"type":"user","id":"a","id":"b"}}'],
    ['a context of 2,000 levels (T-56)', { ...question, context: { deep: nested(2000) } }],
    ['a mark of byte order (T-56)', `\ufeff${JSON.stringify(question)}`],
  ])('is 400 with %s', async (_, body) => {
    for (const path of [EVALUATION, EVALUATIONS]) expect((await pep().post(path, body)).status, path).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/json; charset=utf-16'])(
    'is 400 as %s',
    async (type) => {
      for (const path of [EVALUATION, EVALUATIONS]) {
        const { status, body } = await pep().post(path, question, { 'content-type': type });
        expect([status, body.code]).toEqual([400, 'invalid_input']);
      }
    },
  );

  it('is 400 without a body', async () => {
    const { status } = await pep().send('POST', EVALUATION, { 'content-type': 'application/json' });

    expect(status).toBe(400);
  });

  it('gives the name of a request back, and needs none', async () => {
    const name = randomUUID();

    const named = await pep().post(EVALUATION, question, { 'x-request-id': name });
    const unnamed = await pep().post(EVALUATION, question);

    expect([named.headers.get('x-request-id'), unnamed.status]).toEqual([name, 200]);
  });

  it.each<[string, object, boolean]>([
    ['a person by an identity whose subject holds bars (T-53)', { type: 'user', id: `${AUTH0}|${BARRED}` }, true],
    ['nobody by a part of such a subject', { type: 'user', id: `${AUTH0}|146` }, false],
    ['a machine as a workload', { type: 'workload', id: 'bot' }, true],
    ['a machine by its identity', { type: 'workload', id: `${AUTH0}|bot` }, true],
    ['no machine as a user', { type: 'user', id: 'bot' }, false],
    ['no person as a workload', { type: 'workload', id: 'margaret' }, false],
    ['no group', { type: 'user', id: 'crew' }, false],
    ['no group, as such', { type: 'group', id: 'crew' }, false],
    ['nothing named like what every object has', { type: 'constructor', id: 'margaret' }, false],
  ])('knows %s', async (_, subject, decision) => {
    expect((await pep().post(EVALUATION, { ...question, subject })).body.decision).toBe(decision);
  });

  it('cannot be misled by an issuer that ends like a subject begins (T-53)', async () => {
    const forged = {
      id: 'forged',
      kind: 'user',
      displayName: 'Forged',
      issuer: `${AUTH0}|oauth2`,
      subject: 'Broker|1:146',
    };

    const { status, body } = await stack.as('grace', { mfa: true }).post('/v1/principals', forged);

    expect([status, body.violations]).toMatchObject([400, [{ rule: 'issuer' }]]);
  });
});

describe('AuthZEN, Batch: several evaluations', () => {
  it('are answered each, in order, with what they leave out from around them', async () => {
    expect(await decisionsOf({ subject: margaret, action, evaluations: [{ resource }, { resource: other }] })).toEqual([
      200,
      [true, false],
    ]);
    expect(await decisionsOf({ action, resource, evaluations: [{ subject: linus }, { subject: margaret }] })).toEqual([
      200,
      [false, true],
    ]);
    expect(await decisionsOf({ evaluations: [question, { ...question, subject: linus }] })).toEqual([
      200,
      [true, false],
    ]);
  });

  it('take a context of their own, or that around them', async () => {
    const evaluations = [{ resource }, { resource, context: { time: 'later', source: 'batch' } }];

    expect(await decisionsOf({ subject: margaret, action, context: { time: 'now' }, evaluations })).toEqual([
      200,
      [true, true],
    ]);
  });

  it('fill in the pattern around them', async () => {
    const evaluations = [{ resource: { id: resource.id } }, { resource: other }, {}];

    expect(await decisionsOf({ subject: margaret, action, resource: { type: 'role' }, evaluations })).toEqual([
      200,
      [true, false, false],
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['a resource without id', { resource: { type: 'role' } }],
    ['a subject without anything', { resource, subject: {} }],
    ['an action without name', { resource, action: {} }],
    ['a place that is a number', { resource: { ...resource, properties: { resourceId: 5 } } }],
    ['a text', 'use'],
    ['a context that is text', { resource, context: 'now' }],
    ['properties that are a list', { resource: { ...resource, properties: [] } }],
    ['properties of the subject that are text', { resource, subject: { ...margaret, properties: 'x' } }],
  ])('are judged by themselves: one with %s is a no, and 200 for all', async (_, odd) => {
    expect(await decisionsOf({ subject: margaret, action, evaluations: [{ resource }, odd, { resource }] })).toEqual([
      200,
      [true, false, true],
    ]);
  });

  it.each([{}, { evaluations: [] }])('are one evaluation where there are none: %j', async (more) => {
    const { status, body } = await pep().post(EVALUATIONS, { ...question, ...more });

    expect([status, body.decision, body.evaluations]).toEqual([200, true, undefined]);
  });

  it.each([
    ['execute_all', [true, false, true]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ])('end where %s says', async (evaluations_semantic, decisions) => {
    const evaluations = [{ resource }, { resource: other }, { resource }];

    const asked = { subject: margaret, action, options: { evaluations_semantic }, evaluations };
    expect(await decisionsOf(asked)).toEqual([200, decisions]);
  });

  it.each(['all', 'EXECUTE_ALL', '', 7, null, ['execute_all']])('are 400 with the semantic %j', async (semantic) => {
    const options = { evaluations_semantic: semantic };
    const { status, body } = await pep().post(EVALUATIONS, { ...question, options, evaluations: [{}] });

    expect([status, body.violations]).toMatchObject([400, [{ rule: 'options.evaluations_semantic' }]]);
  });

  it('may be 1,000, of more than 64 KB together, and not one more', async () => {
    const thousand = Array.from({ length: 1000 }, () => ({ resource, context: { note: 'x'.repeat(60) } }));

    const { status, body } = await pep().post(EVALUATIONS, { subject: margaret, action, evaluations: thousand });
    const more = await pep().post(EVALUATIONS, { subject: margaret, action, evaluations: [...thousand, {}] });

    expect([status, body.evaluations?.every(({ decision }) => decision === true)]).toEqual([200, true]);
    expect([body.evaluations?.length, more.status]).toEqual([1000, 400]);
  });

  it('may be about 100 subjects and 512 KB, and no more', async () => {
    const subjects = Array.from({ length: 101 }, (_, at) => ({ subject: { type: 'user', id: `nobody-${at}` } }));

    const many = await pep().post(EVALUATIONS, { action, resource, evaluations: subjects });
    const large = await pep().post(EVALUATIONS, { ...question, context: { x: 'x'.repeat(512 * 1024) } });
    const single = await pep().post(EVALUATION, { ...question, context: { x: 'x'.repeat(64 * 1024) } });

    expect([many.status, many.body.violations]).toMatchObject([400, [{ rule: 'evaluations', limit: 100 }]]);
    expect([large.status, single.status]).toEqual([413, 413]);
  });
});

describe('AuthZEN, Discovery: the metadata', () => {
  it('names the decision point, its endpoints and its limits, to anybody', async () => {
    const { status, body, headers } = await stack.anybody.get('/.well-known/authzen-configuration');

    expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/json/)]);
    expect(body).toMatchObject({
      policy_decision_point: stack.origin,
      access_evaluation_endpoint: `${stack.origin}${EVALUATION}`,
      access_evaluations_endpoint: `${stack.origin}${EVALUATIONS}`,
      lapse_evaluations_semantics: ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'],
      lapse_limits: { evaluations: 1000, bodyBytes: 524288, subjects: 100, places: 100 },
    });
  });
});
