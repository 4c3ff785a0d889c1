import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as v from 'valibot';
import { seedDemoOrganization } from '#infra/local/demo-organization';
import { people, workloads } from '#infra/local/people';
import { type LocalStack, startLocalStack } from '#infra/local/stack';
import { linkPayload } from '#shared/decision-tokens/link-token';
import { createKmsLinkMint } from '#shared/decision-tokens/mint-link';
import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import { setup, TEST_BUILD } from '#test/support/build-once';
import { EXCHANGE } from '#test/support/story';

const ROUNDS = 2_000;

/** A decision link as a mail of this machine has it. */
async function aLink(stack: LocalStack): Promise<string> {
  await fetch(`${stack.origin}/v1/activations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await stack.token({ subject: 'ada', mfa: true })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(EXCHANGE),
  });
  await stack.activity.settled();
  const [, token] =
    /\/decide#(\S+)$/m.exec(
      stack
        .mails()
        .map(({ text }) => text)
        .join('\n'),
    ) ?? [];
  if (!token) throw new Error('Nobody was asked for a decision.');
  return token;
}

const readPart = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

async function median(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return `${(times.sort((a, b) => a - b)[ROUNDS / 2] ?? 0).toFixed(3)} ms`;
}

async function measure(stack: LocalStack): Promise<void> {
  const token = await aLink(stack);
  const [header = {}, payload = {}] = token.split('.').slice(0, 2).map(readPart);
  const [keyId, issuer] = [String(header.kid), stack.origin];
  const claims = v.parse(linkPayload(issuer), payload);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const kms = new KMSClient({ endpoint: stack.servicesOrigin, region: 'eu-west-1', credentials });
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  const mint = createKmsLinkMint({ kms, keyId, issuer });
  const verifier = createLinkVerifier({ publicKeys: { [keyId]: Buffer.from(PublicKey).toString('base64') }, issuer });
  const now = new Date(stack.clock.now()).toISOString();

  console.log(
    `mint   ${await median(() => mint.mint(claims))} (at most 2 ms), the call to the local key service included`,
  );
  console.log(`verify ${await median(() => verifier.verify(token, now))} (at most 1 ms)`);
}

/** `npm run bench:links`: what making and checking a decision link takes on this machine. */
await setup();
const stack = await startLocalStack({ folder: TEST_BUILD, port: 0, people, workloads, seed: seedDemoOrganization });
await measure(stack).finally(stack.stop);
