import { sign } from 'node:crypto';
import { signingInput } from '#shared/decision-tokens/link-token';
import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import { newLinkKey } from '#test/decision-tokens/fake-kms';

const ROUNDS = 2_000;
const NOW = '2026-11-22T12:00:00.000Z';
const issuer = 'https://lapse.example';
const key = newLinkKey();
const verifier = createLinkVerifier({ publicKeys: { local: key.spki }, issuer });

function mint(round: number): string {
  const seconds = Date.parse(NOW) / 1000;
  const claims = {
    sub: 'prn_grace',
    jti: `jti-${round}`,
    rid: 'act_1',
    rev: 1,
    th: 'x'.repeat(43),
    act: ['approve'],
  } as const;
  const input = signingInput('local', issuer, { ...claims, nbf: seconds, exp: seconds + 3600 });
  const signature = sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

async function median(work: (round: number) => unknown): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await work(round);
    times.push(performance.now() - began);
  }
  return `${(times.sort((a, b) => a - b)[ROUNDS / 2] ?? 0).toFixed(3)} ms`;
}

/** `node test/bench/link-tokens.ts`: what signing and checking a decision link takes, by a key of this machine. */
const token = mint(0);
console.log(`mint   ${await median(mint)} (at most 2 ms)`);
console.log(`verify ${await median(() => verifier.verify(token, NOW))} (at most 1 ms)`);
