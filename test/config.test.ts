import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Capability, environments, readEnvironment } from '#shared/config';

/** A good value for each variable there is. */
const good: Record<string, string> = {
  TABLE_NAME: 'pim',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:activation',
  METRICS_NAMESPACE: 'Lapse',
  MAIL_SENDER: 'lapse@example.com',
  MAIL_CONFIGURATION_SET: 'lapse',
  MAILS_PER_SECOND: '10',
  PUBLIC_ORIGIN: 'https://lapse.example',
  EDGE_SECRET: 'between-edge-and-api',
  ALLOWED_ORIGINS: 'https://a.example https://b.example',
  LINK_SIGNING_KEY_ID: 'key-1',
  LINK_PUBLIC_KEYS: '{"key-1":"MFkw"}',
  FIRST_ADMINISTRATOR: 'https://id.example/|grace',
  CONSENT_CLAIM: 'role=GlobalAdmin',
  CONSENT_ISSUER: 'https://id.example/',
  CHECKPOINT_KEY_ID: 'key-2',
  AUDIT_BUCKET: 'lapse-audit',
  STEP_UP_ACR_VALUES: 'urn:lapse:mfa',
  AUTHENTICATION_CONTEXTS: 'urn:lapse:mfa phr',
  ADMINISTRATION_MFA: 'session',
  MFA_CLAIMS: 'amr=mfa acr=urn:lapse:mfa',
  MFA_TIME_CLAIM: 'auth_time',
  SIGN_IN_ISSUER: 'https://id.example/',
  SIGN_IN_CLIENT_ID: 'lapse-web',
  SIGN_IN_SCOPE: 'openid',
  RETENTION_DAYS: '365',
  TRUSTED_ISSUERS: '[{"issuer":"https://id.example/","audience":"lapse"}]',
};
const capabilities = Object.keys(environments) as Capability[];
const variables = capabilities.flatMap((capability) =>
  Object.keys(environments[capability].entries).map((name) => ({ capability, name })),
);
const mayBeEmpty = ['ALLOWED_ORIGINS', 'CONSENT_CLAIM', 'SIGN_IN_CLIENT_ID', 'EDGE_SECRET'];

function stubAll(changes: Record<string, string | undefined> = {}): void {
  for (const [name, value] of Object.entries({ ...good, ...changes })) vi.stubEnv(name, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the environment of a function', () => {
  it.each(capabilities)('for %s is what its capability names, and nothing else', (capability) => {
    stubAll({ UNRELATED: 'x' });

    expect(Object.keys(readEnvironment(capability)).sort()).toEqual(
      Object.keys(environments[capability].entries).sort(),
    );
  });

  it.each(variables)('for $capability without $name is an error that names it', ({ capability, name }) => {
    stubAll({ [name]: undefined });

    expect(() => readEnvironment(capability)).toThrow(`The environment of this function is not complete: ${name}.`);
  });

  it.each(variables.filter(({ name }) => !mayBeEmpty.includes(name)))(
    'for $capability with an empty $name is an error that names it',
    ({ capability, name }) => {
      stubAll({ [name]: '' });

      expect(() => readEnvironment(capability)).toThrow(name);
    },
  );

  it('names everything that is missing at once', () => {
    stubAll({ MAIL_SENDER: undefined, MAIL_CONFIGURATION_SET: undefined });

    expect(() => readEnvironment('mail')).toThrow('MAIL_SENDER, MAIL_CONFIGURATION_SET');
  });

  it.each(['{', '"key"', '{"key-1":7}', 'null'])(
    'with link keys like %s is an error, which does not repeat them',
    (keys) => {
      stubAll({ LINK_PUBLIC_KEYS: keys });

      expect(() => readEnvironment('linkVerification')).toThrow(
        /^The environment of this function is not complete: LINK_PUBLIC_KEYS[^{"[]*$/,
      );
    },
  );

  it.each([
    ['', []],
    ['  ', []],
    ['https://a.example', ['https://a.example']],
    [' https://a.example  https://b.example ', ['https://a.example', 'https://b.example']],
  ])('reads origins from “%s”', (joined, expected) => {
    stubAll({ ALLOWED_ORIGINS: joined });

    expect(readEnvironment('crossOrigin').ALLOWED_ORIGINS).toEqual(expected);
  });

  it('reads link keys by their ids', () => {
    stubAll();

    expect(readEnvironment('linkVerification').LINK_PUBLIC_KEYS).toEqual({ 'key-1': 'MFkw' });
  });
});
