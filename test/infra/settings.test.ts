import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readSettings } from '#infra/settings';
import { everything } from './setting-variants.ts';
import { behindFirewall, context, synthesizeLapse } from './synthesized.ts';

const APP = join(import.meta.dirname, '../../infra/app.ts');

const read = (given: Record<string, unknown>) => readSettings((name) => given[name]);

describe('the settings of a deployment', () => {
  it('need four values and have a default for every other', () => {
    const settings = read(context);

    expect(settings).toEqual({
      ...context,
      allowedOrigins: [],
      trustedIssuers: [],
      mailsPerSecond: 10,
      logRetentionDays: 90,
      auditRetentionDays: 365,
      retentionDays: 365,
      stepUpAcrValues: 'urn:lapse:mfa',
      importOrganization: 'off',
      administrationMfa: 'session',
      mfaTimeClaim: 'auth_time',
      signInScope: 'openid',
      stackName: 'Lapse',
      linkKeyVersion: '1',
    });
  });

  it.each(Object.keys(context))('are refused without %s, with an example of it', (name) => {
    const { [name]: _, ...others } = { ...context } as Record<string, string>;

    expect(() => read(others)).toThrow(
      new RegExp(`^The setting "${name}" is missing: give .+ for example -c ${name}=`),
    );
  });

  it.each([
    ['issuer', 'http://login.example.com'],
    ['issuer', 'login.example.com'],
    ['issuer', 'https://login.example.com?tenant=1'],
    ['issuer', 'https://login.example.com#x'],
    // T-53: the first bar divides an issuer from a subject, so no issuer holds one.
    ['issuer', 'https://login.example.com/|auth0'],
    ['issuer', 'https://login.example.com/ x'],
    ['firstAdministrator', 'https://login.example.com|'],
    ['firstAdministrator', `https://login.example.com|${'x'.repeat(256)}`],
    ['audience', 'lapse app'],
    ['sender', 'Lapse <lapse@example.com>'],
    ['senderIdentity', 'arn:aws:ses:eu-west-1:123456789012:identity/example.com'],
    ['firstAdministrator', 'grace@example.com'],
    ['firstAdministrator', 'login.example.com|grace'],
    ['origin', 'https://lapse.example.com/'],
    ['origin', 'http://lapse.example.com'],
    ['allowedOrigins', 'https://portal.example.com *'],
    ['consentClaim', 'Global Administrator'],
    ['consentClaim', 'roles'],
    ['consentClaim', 'roles='],
    ['consentClaim', 'roles= '],
    ['consentClaim', '=Global Administrator'],
    ['consentClaim', ''],
    ['consentClaim', 'iss=https://login.example.com'],
    ['alarmTopicArn', 'on-call'],
    ['alarmTopicArn', 'arn:aws:sns:eu-west-1:123456789012:on-call.fifo'],
    ['alarmEmail', 'on-call'],
    ['mailsPerSecond', '0'],
    ['mailsPerSecond', '1.5'],
    ['logRetentionDays', '42'],
    ['retentionDays', '29'],
    ['retentionDays', 'ever'],
    ['stackName', '1 Lapse'],
    ['domainName', 'https://lapse.example.com'],
    ['domainName', 'Lapse.example.com'],
    ['certificateArn', 'arn:aws:iam::123456789012:server-certificate/lapse'],
    ['webAclArn', 'on'],
    // A web ACL of a region cannot stand before CloudFront.
    ['webAclArn', 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/lapse/1234abcd'],
    ['edgeCertificateArn', 'arn:aws:iam::123456789012:server-certificate/lapse'],
    ['permissionsBoundary', 'boundary'],
    ['permissionsBoundary', 'arn:aws:iam::123456789012:role/boundary'],
    ['stepUpAcrValues', 'urn:"mfa'],
    ['stepUpAcrValues', 'urn:mfa\\'],
    ['stepUpAcrValues', 'urn:mfa\nx-evil: 1'],
    ['stepUpAcrValues', 'urn:a,  urn:b'],
    ['importOrganization', 'yes'],
    ['importOrganization', ''],
    ['mfaClaim', ''],
    ['mfaClaim', 'amr'],
    ['mfaClaim', 'amr='],
    ['mfaClaim', '=mfa'],
    ['mfaClaim', 'amr=mfa acr'],
    ['mfaClaim', 'amr=mfa amr=mfa'],
    // Every token has these, whatever its bearer signed in with.
    ['mfaClaim', 'amr=mfa aud=lapse'],
    ['mfaClaim', 'iss=https://login.example.com'],
    ['mfaTimeClaim', ''],
    ['mfaTimeClaim', 'auth_time=now'],
    ['mfaTimeClaim', 'auth time'],
    // A token that is refreshed is new, and its sign-in is not.
    ['mfaTimeClaim', 'iat'],
    ['mfaTimeClaim', 'exp'],
    ['signInClientId', ''],
    ['signInClientId', 'my client'],
    ['signInScope', 'profile'],
    ['signInScope', 'openid  "x'],
    ['linkKeyVersion', '0'],
    ['previousLinkKeyId', 'alias/old'],
    ['trustedIssuers', 'https://partner.example'],
    ['trustedIssuers', 'https://partner.example|'],
    ['trustedIssuers', '|lapse'],
    ['trustedIssuers', 'https://partner.example|a|b|c|d'],
    ['trustedIssuers', 'https://partner.example||b'],
    ['trustedIssuers', 'partner.example|lapse'],
    ['trustedIssuers', 'http://partner.example|lapse'],
    ['trustedIssuers', 'https://partner.example?tenant=1|lapse'],
    ['trustedIssuers', 'https://partner.example#x|lapse'],
    ['trustedIssuers', 'https://partner.example|a https://other.example'],
  ])('are refused with %s malformed (%s), in one sentence', (name, value) => {
    const refusal = new RegExp(`^The setting "${name}" is not well formed .+ for example -c ${name}=.+$`);

    const others = name in behindFirewall ? behindFirewall : {};
    expect(() => read({ ...context, ...others, [name]: value })).toThrow(refusal);
  });

  it('take every fault at once, one line for each', () => {
    expect(() => read({ ...context, issuer: 'x', sender: 'x' })).toThrow(/^.*"issuer".*\n.*"sender".*$/);
  });

  it('accept the issuer of the local stack, the only one without TLS', () => {
    const local = { ...context, issuer: 'http://127.0.0.1:4001', firstAdministrator: 'http://127.0.0.1:4001|grace' };

    expect(read(local).issuer).toBe('http://127.0.0.1:4001');
  });

  it.each(['urn:lapse:mfa', 'http://schemas.openid.net/pape/policies/2007/06/multi-factor', 'urn:a urn:b', 'c1'])(
    'take what providers call a second factor: %s',
    (stepUpAcrValues) => {
      expect(read({ ...context, stepUpAcrValues }).stepUpAcrValues).toBe(stepUpAcrValues);
    },
  );

  it('list the other issuers, each with the audience of its tokens, and our clients there', () => {
    const { trustedIssuers } = read({
      ...context,
      trustedIssuers:
        ' https://partner.example/a|b  https://other.example|c\n https://p.example|d|pages https://q.example|e|pages|cli https://r.example|f||cli',
    });

    expect(trustedIssuers).toEqual([
      { issuer: 'https://partner.example/a', audience: 'b' },
      { issuer: 'https://other.example', audience: 'c' },
      { issuer: 'https://p.example', audience: 'd', portalClient: 'pages' },
      { issuer: 'https://q.example', audience: 'e', portalClient: 'pages', commandLineClient: 'cli' },
      { issuer: 'https://r.example', audience: 'f', commandLineClient: 'cli' },
    ]);
  });

  it('take the claims that tell of a second factor, one or several, whatever they are called', () => {
    const given = { mfaClaim: 'acrs=c1 custom:mfa=a=b', mfaTimeClaim: 'mfa_at', stepUpAcrValues: 'c1' };

    const { mfaClaim, mfaTimeClaim } = read({ ...context, ...given });

    expect([mfaClaim, mfaTimeClaim]).toEqual([['acrs=c1', 'custom:mfa=a=b'], 'mfa_at']);
  });

  it('list several origins, divided by spaces or commas', () => {
    const { allowedOrigins } = read({ ...context, allowedOrigins: 'https://a.example.com, https://b.example.com' });

    expect(allowedOrigins).toEqual(['https://a.example.com', 'https://b.example.com']);
  });
});

describe('the command that synthesizes', () => {
  it('ends with exit code 1 and nothing but the sentence when a setting is missing', async () => {
    const { issuer, audience, sender } = context;
    const given = [`issuer=${issuer}`, `audience=${audience}`, `sender=${sender}`].flatMap((pair) => ['-c', pair]);

    const failure = promisify(execFile)(process.execPath, [APP, ...given]);

    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The setting "firstAdministrator" is missing: [^\n]+\n$/),
    });
  });
});

describe('the command that synthesizes, beneath that of the CDK', { timeout: 120_000 }, () => {
  it('holds certificates against the region the credentials lead to', async () => {
    const settings = Object.entries({ ...context, ...behindFirewall }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const env = { ...process.env, CDK_DEFAULT_REGION: 'eu-central-1' };

    const failure = promisify(execFile)(process.execPath, [APP, ...settings], { env });

    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The setting "certificateArn" is in eu-west-1, and the stack is in eu-central-1 /),
    });
  });
});

describe('the template of a deployment', { timeout: 120_000 }, () => {
  it.each([
    ['no setting but those that are needed', {}],
    ['every setting there is', everything],
  ])('with %s has no fault that CloudFormation knows of', (_, settings) => {
    expect(synthesizeLapse(settings, { validate: true }).findings).toEqual([]);
  });

  it('is the same every time', () => {
    expect(synthesizeLapse().template.toJSON()).toEqual(synthesizeLapse().template.toJSON());
  });
});
