import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument, OperationObject } from '#shared/http/openapi/document';
import type { Answer } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { letterTo, show } from '#test/support/story';

/*
 * Every documented example is sent as it stands to the demo organization, which accepts it. What only a mail can tell,
 * tokens and codes, is put in its place; so are the ids of activations, assignments and extensions in paths.
 */

interface Shown {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

let stack: TestStack;
let shown: ReadonlyMap<string, Shown>;
const sent = new Set<string>();

beforeAll(async () => {
  stack = await startTestStack();
  const document: OpenApiDocument = JSON.parse((await stack.anybody.get('/openapi.json')).text);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  shown = new Map(all.map((one) => [one.operation.operationId, one]));
});
afterAll(() => stack.stop());

interface Place {
  readonly by?: string;
  readonly id?: string | undefined;
  /** What the example cannot know. */
  readonly told?: Readonly<Record<string, string>>;
  readonly ifMatch?: string;
}

async function send(name: string, { by, id, told = {}, ifMatch }: Place): Promise<Answer> {
  const found = shown.get(name);
  if (!found) throw new Error(`The document has no ${name}.`);
  const { method, operation } = found;
  const inPath = id ?? operation.parameters.find((parameter) => parameter.in === 'path')?.example;
  const path = found.path.replace(/\{\w+\}/, String(inPath));
  const example = operation.requestBody?.content['application/json'].example;
  const body = JSON.stringify({ ...Object(example), ...told });
  const client = by === undefined ? stack.anybody : stack.as(by, { mfa: true });
  const headers = {
    'content-type': 'application/json',
    ...(by === undefined ? { origin: stack.origin } : {}),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
  };
  const answer = await client.send(method, path, headers, body);
  await stack.settled();
  if (answer.status >= 300) throw new Error(`${name} was answered ${answer.status}: ${answer.text}`);
  sent.add(name);
  return answer;
}

const requested = async (by = 'ada') => (await send('activate', { by })).body.results?.[0]?.activation?.id;
const refused = (answer: Answer) => (answer.body.results ?? []).filter(({ problem }) => problem);

describe('the documented examples are accepted as they stand', () => {
  it('by administration: onboarding, roles, rules, the tree, people', async () => {
    for (const name of ['consent', 'signUpForDirectoryRoles', 'createRole', 'changeRole', 'createResource'])
      await send(name, { by: 'grace' });
    for (const name of [
      'changeResource',
      'createPrincipal',
      'changePrincipal',
      'invitePrincipal',
      'importPrincipals',
      'importPolicy',
    ])
      await send(name, { by: 'grace' });
    await send('putSettings', { by: 'grace', ifMatch: '"0"' });
    await send('patchSettings', { by: 'grace', ifMatch: '"1"' });
    const [code = ''] =
      stack
        .mailTo('barbara')
        .at(-1)
        ?.text.match(/(?<=code: )\S+$/im) ?? [];

    await send('redeemInvitation', { by: 'barbara', told: { code } });
  });

  it('by assignments', async () => {
    const assigned = await send('createAssignments', { by: 'grace' });
    const id = Object(assigned.body.results?.[0]).assignment.id;
    const held = await send('makeActive', { by: 'grace', id });
    const eligible = await send('makeEligible', { by: 'grace', id: Object(held.body).assignment.id });
    const { body } = await stack.as('grace').get('/v1/assignments?principalId=linus');
    await send('changeAssignment', { by: 'grace', id: Object(eligible.body).assignment.id });

    const asked = await send('requestExtension', { by: 'linus', id: body.items?.[0]?.id });
    await send('decideExtension', { by: 'grace', id: asked.body.id });
  });

  it('by people and their approvers', async () => {
    await send('cancelActivation', { by: 'ada', id: await requested() });
    const id = await requested();
    await send('decideSeveral', { by: 'alan' });
    await send('decide', { by: 'alan', id });
    await send('extendActivation', { by: 'ada', id });
    await send('deactivateActivation', { by: 'ada', id });

    expect(await show(stack, id ?? '')).toMatchObject({ status: 'ended', outcome: 'deactivated' });
  });

  it('by the page of a link', async () => {
    const id = await requested();
    await send('previewDecision', { told: { token: letterTo(stack, 'grace').approveToken } });
    await stack.advance(61);
    await send('renewLink', { told: { token: letterTo(stack, 'grace').approveToken } });
    const { approveToken: token, code: matchCode } = letterTo(stack, 'grace');
    await send('decideByLink', { told: { token, matchCode } });

    await send('revokeActivation', { by: 'grace', id });
  });

  it('by the review of a break-glass use', async () => {
    const used = await stack.as('margaret', { mfa: true }).post('/v1/activations', {
      items: [{ roleId: 'billing-administrator', breakGlass: true, durationMinutes: 30 }],
      justification: 'Nobody else is awake',
    });
    // It is given once somebody was told, or after a minute.
    await stack.advance(2);

    await send('reviewActivation', { by: 'grace', id: used.body.results?.[0]?.activation?.id });
  });

  it('by the evaluation', async () => {
    for (const name of ['evaluate', 'evaluateSeveral']) {
      const answer = await send(name, { by: 'mailbox-admin-center' });

      expect(refused(answer)).toEqual([]);
    }
  });

  it('all of them', () => {
    const withBody = [...shown].filter(([, { operation }]) => operation.requestBody).map(([name]) => name);

    expect([...sent].sort()).toEqual(withBody.sort());
  });
});
