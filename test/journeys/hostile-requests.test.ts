import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawSignature } from '#shared/decision-tokens/raw-signature';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { type Forge, forgedLinks, jws } from '#test/decision-tokens/forged-links';
import { goodBodies } from '#test/http/served';
import type { Answer } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { askForExchange, letterTo, page, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

let stack: TestStack;
let id: string;
beforeAll(async () => {
  stack = await startTestStack();
  id = await askForExchange(stack);
});
afterAll(() => stack.stop());

const readPart = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

/** The key of this stack in the hands of somebody who signs whatever they like with it. */
async function forgeOf(genuine: string): Promise<Forge> {
  const [header, payload] = genuine.split('.').slice(0, 2).map(readPart);
  if (!header || !payload) throw new Error('The mail holds no link.');
  const kms = new KMSClient({
    endpoint: stack.servicesOrigin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const KeyId = String(header.kid);
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  const signInDer = async (input: string) => {
    const wish = { KeyId, Message: Buffer.from(input), SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    return Buffer.from((await kms.send(new SignCommand(wish))).Signature ?? []);
  };
  const sign = async (input: string) => Buffer.from(rawSignature(await signInDer(input)));
  const spki = Buffer.from(PublicKey).toString('base64');
  return { header, payload, spki, later: secondsNow() + 600, sign, signInDer };
}

const secondsNow = () => Math.floor(stack.clock.now() / 1000);
const summary = ({ status, text }: Answer) => `${status} ${text}`;

describe('a link nobody was sent (T-05)', () => {
  it('is refused in the same words wherever it is shown, and leaves nothing at all', async () => {
    const letter = letterTo(stack, 'grace');
    const forge = await forgeOf(letter.approveToken);
    const genuine = await jws(forge.header, forge.payload, forge.sign);
    const before = await stack.exportTable();

    const told = new Map<string, string[]>();
    for (const [name, approveToken] of await forgedLinks(forge)) {
      const answers = [
        await page(stack).preview(approveToken),
        await page(stack).approve({ ...letter, approveToken }),
        await page(stack).renew(approveToken),
      ];
      for (const answer of answers) told.set(summary(answer), [...(told.get(summary(answer)) ?? []), name]);
    }
    await stack.settled();

    expect([...told.keys()]).toEqual([expect.stringMatching(/^403 .*"code":"link_not_valid"/)]);
    expect(await stack.exportTable()).toEqual(before);
    // What the forger signs with is the right key: the same parts, unspoilt, are a link.
    expect((await page(stack).preview(genuine)).body).toMatchObject({ terms: { activationId: id } });
  });

  it('is over at its very end', async () => {
    const letter = letterTo(stack, 'grace');
    const forge = await forgeOf(letter.approveToken);
    const approveToken = await jws(forge.header, { ...forge.payload, exp: secondsNow() }, forge.sign);

    const answer = await leavingAllAsItWas(stack, () => page(stack).approve({ ...letter, approveToken }));

    expect([answer.status, answer.body.code]).toEqual([409, 'link_expired']);
  });
});

const mutating = (Object.entries<Route>(routes) as [Operation, Route][]).filter(
  ([, { method }]) => method !== 'GET' && method !== 'ANY',
);
const withBody = mutating.filter(([, { body }]) => body !== undefined);

describe('a page of another site, with the session of somebody who may do everything (T-06)', () => {
  const ids: Record<string, string> = { principals: 'ada', roles: 'exchange-administrator', resources: 'production' };

  function send([operation, { method, path, relation }]: [Operation, Route], headers: Record<string, string>) {
    const noun = path.split('/')[2] ?? '';
    const body = goodBodies[operation];
    const person = relation === 'workload' ? 'mailbox-admin-center' : 'grace';
    const type = { 'content-type': 'application/json', 'if-match': '"1"' };
    return stack
      .as(person, { mfa: true })
      .send(
        method,
        path.replace('{id}', ids[noun] ?? id),
        { ...type, ...headers },
        body === undefined ? undefined : JSON.stringify(body),
      );
  }

  it('changes nothing by any route, as a form, as text or as JSON', async () => {
    const foreign = ['https://evil.example', 'null', `${stack.origin}.evil.example`, 'http://127.0.0.1'];

    const [fromElsewhere, asForm] = await leavingAllAsItWas(stack, async () => [
      await Promise.all(mutating.flatMap((route) => foreign.map((origin) => send(route, { origin })))),
      await Promise.all(
        withBody.flatMap((route) =>
          ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'].map((type) =>
            send(route, { origin: stack.origin, 'content-type': type }),
          ),
        ),
      ),
    ]);

    expect(mutating.length).toBeGreaterThanOrEqual(30);
    expect(fromElsewhere.map(({ status, body }) => [status, body.code])).toEqual(
      fromElsewhere.map(() => [403, 'foreign_origin']),
    );
    // The evaluation answers 400, as its standard wants it (AuthZEN 1.0).
    for (const { status, body } of asForm)
      expect(['415 content_type_unsupported', '400 invalid_input']).toContain(`${status} ${body.code}`);
    expect((await show(stack, id)).status).toBe('pending_approval');
  });
});
