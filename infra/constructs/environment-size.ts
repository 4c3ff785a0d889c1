import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Settings, SettingsError } from '../settings.ts';

/** AWS Lambda: all environment variables of a function together, names included. */
const LARGEST_BYTES = 4_096;

/** Those a deployment can make long, by the setting they come from. */
const LONG: Readonly<Record<string, keyof Settings>> = {
  TRUSTED_ISSUERS: 'trustedIssuers',
  ALLOWED_ORIGINS: 'allowedOrigins',
  MFA_CLAIMS: 'mfaClaim',
  STEP_UP_ACR_VALUES: 'stepUpAcrValues',
  AUTHENTICATION_CONTEXTS: 'roleAcrValues',
  SIGN_IN_SCOPE: 'signInScope',
  CONSENT_CLAIM: 'consentClaim',
  FIRST_ADMINISTRATOR: 'firstAdministrator',
};

/**
 * The longest that what is known at deployment only comes to: public halves of two keys (id 36, key 124 characters), or a
 * name or ARN that CloudFormation makes.
 */
const LARGEST_AT_DEPLOYMENT = { Keys: 340, other: 128 };

/**
 * Refuses an environment that Lambda would refuse in the middle of a deployment.
 *
 * @throws SettingsError naming the function, and the settings that fill it, largest first
 */
export function refuseTooLarge(scope: Construct, path: string, environment: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(environment).map(([name, value]) => ({
    name,
    bytes: Buffer.byteLength(name) + bytesOf(Stack.of(scope).resolve(value)),
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= LARGEST_BYTES) return;

  const filling = sizes
    .filter(({ name }) => name in LONG)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
    .map(({ name, bytes }) => `"${LONG[name]}" (${bytes} bytes)`);
  throw new SettingsError(
    `The environment of functions/${path} takes ${total} bytes, and Lambda has ${LARGEST_BYTES} for it: ` +
      `shorten the settings that fill it, ${filling.join(', ')}.`,
  );
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  const { 'Fn::Join': joined, 'Fn::GetAtt': attribute } = Object(value);
  if (joined) return joined[1].reduce((sum: number, part: unknown) => sum + bytesOf(part) + joined[0].length, 0);
  return attribute?.[1] === 'Keys' ? LARGEST_AT_DEPLOYMENT.Keys : LARGEST_AT_DEPLOYMENT.other;
}
