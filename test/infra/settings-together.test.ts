import { describe, expect, it } from 'vitest';
import { readSettings } from '#infra/settings';
import { behindFirewall, context, ownName } from './synthesized.ts';

const read = (given: Record<string, unknown>) => readSettings((name) => ({ ...context, ...given })[name]);
const sentenceOf = (given: Record<string, unknown>) => {
  try {
    read(given);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE';
const ENTRA = 'https://login.microsoftonline.com/11111111-aaaa-4aaa-8aaa-111111111111/v2.0';
const at = (issuer: string) => ({ issuer, firstAdministrator: `${issuer}|grace` });

describe('settings that belong together', () => {
  it.each([
    ['domainName', 'certificateArn', ownName],
    ['certificateArn', 'domainName', ownName],
    ['webAclArn', 'domainName', behindFirewall],
    ['webAclArn', 'edgeCertificateArn', behindFirewall],
    ['edgeCertificateArn', 'webAclArn', behindFirewall],
    ['mfaTimeClaim', 'mfaClaim', { mfaClaim: ['mfa=true'], mfaTimeClaim: 'mfa_at' }],
    ['signInScope', 'signInClientId', { signInClientId: 'page', signInScope: 'openid api://lapse/use' }],
  ])('are refused with %s but without %s', (_, missing, whole) => {
    const given = Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, [value].flat().join(' ')]));
    const { [missing]: __, ...rest } = given;

    expect(sentenceOf(rest)).toMatch(new RegExp(`^The setting "${missing}" is missing: give .+ -c ${missing}=.+$`));
    expect(read(given)).toMatchObject(whole);
  });

  it.each([
    ['trustedIssuers', 'names an issuer twice', 'https://partner.example|a https://partner.example|b'],
    ['trustedIssuers', 'names an issuer twice', `${context.issuer}|another`],
    ['firstAdministrator', 'is of an issuer that is not trusted', 'https://other.example|grace'],
    ['firstAdministrator', 'is of an issuer that is not trusted', `${context.issuer}/|grace`],
  ])('are refused with a %s that %s: %s', (name, fault, value) => {
    expect(sentenceOf({ [name]: value })).toMatch(
      new RegExp(`^The setting "${name}" ${fault} \\(".+"\\): give .+ -c ${name}=.+$`),
    );
  });

  it('take a first administrator of any issuer that is trusted', () => {
    const guest = {
      trustedIssuers: 'https://partner.example|a',
      firstAdministrator: 'https://partner.example|grace',
    };

    expect(sentenceOf(guest)).toBe('taken');
  });

  it.each(['auth0|64f1', 'oauth2|Broker|1:146', 'samlp|My Company|ada@example.com'])(
    'take a first administrator whose subject is %s: the first bar divides (T-53)',
    (subject) => {
      expect(sentenceOf({ firstAdministrator: `${context.issuer}|${subject}` })).toBe('taken');
    },
  );

  it('say of what is malformed only that', () => {
    expect(sentenceOf({ issuer: 'x', mfaTimeClaim: 'mfa_at' })).toMatch(
      /^The setting "issuer" is not well formed[^\n]+$/,
    );
  });

  it('say all that does not fit, one line for each', () => {
    expect(sentenceOf({ firstAdministrator: 'https://other.example|1', signInScope: 'openid use' })).toMatch(
      /^The setting "firstAdministrator" [^\n]+\nThe setting "signInClientId" [^\n]+$/,
    );
  });
});

describe('the identity of the sender', () => {
  it.each([
    ['lapse@example.com', 'example.com'],
    ['lapse@example.com', 'Lapse@Example.com'],
    ['lapse@mail.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['example.com', 'lapse@example.com'],
  ])('lets %s send by %s', (sender, senderIdentity) => {
    expect(sentenceOf({ sender, senderIdentity })).toBe('taken');
  });

  it.each([
    ['lapse@example.com', 'example.org'],
    ['lapse@example.com', 'ple.com'],
    ['lapse@example.com', 'mail.example.com'],
    ['lapse@example.com', 'other@example.com'],
    ['example.com', 'other@example.com'],
  ])('does not cover %s by %s', (sender, senderIdentity) => {
    expect(sentenceOf({ sender, senderIdentity })).toMatch(
      /^The setting "senderIdentity" does not cover the sender \(/,
    );
  });
});

describe('a second factor that is asked for', () => {
  it.each([
    ['the default context', {}],
    ['a context of the provider', { stepUpAcrValues: 'urn:okta:loa:2fa:any' }],
    ['a context named twice', { stepUpAcrValues: 'c1', mfaClaim: 'acrs=c1' }],
    ['one of several that count', { stepUpAcrValues: 'c1', mfaClaim: 'acrs=c1 acrs=c2 amr=mfa' }],
    ['several that all count', { stepUpAcrValues: 'c1 c2', mfaClaim: 'acr=c1 acr=c2' }],
    ['a claim that is no context', { mfaClaim: 'mfa=true' }],
    ['a context of single roles', { mfaClaim: 'acr=urn:lapse:mfa acr=phr', roleAcrValues: 'phr' }],
    ['one of single roles, by default', { roleAcrValues: 'phr phrh' }],
    ['a method', { mfaClaim: 'amr=mfa' }],
  ])('counts when it is %s', (_, given) => {
    expect(sentenceOf(given)).toBe('taken');
  });

  it('is refused when a role could ask for one that nobody could bring', () => {
    const given = { mfaClaim: 'acrs=c1', stepUpAcrValues: 'c1', roleAcrValues: 'c2' };

    expect(sentenceOf(given)).toMatch(/^The setting "roleAcrValues" asks for what does not count[^\n]*: give [^\n]+$/);
  });

  it.each([
    ['the default, of which the provider knows nothing', 'is missing', { mfaClaim: 'acr=urn:okta:loa:2fa:any' }],
    ['another than counts', 'asks for what does not count', { mfaClaim: 'acrs=c1', stepUpAcrValues: 'c2' }],
    ['one that counts or another', 'asks for what does not count', { mfaClaim: 'acr=a', stepUpAcrValues: 'a b' }],
    ['in a claim that counts otherwise', 'is missing', { mfaClaim: 'amr=mfa acr=c1' }],
  ])('is refused when it is %s, because nobody could bring it', (_, fault, given) => {
    expect(sentenceOf(given)).toMatch(new RegExp(`^The setting "stepUpAcrValues" ${fault}[^\n]*: give [^\n]+$`));
  });

  it.each([
    ['Cognito, by default', 'is missing', at(COGNITO)],
    ['Cognito, by a context', 'is missing', { ...at(COGNITO), stepUpAcrValues: 'c1' }],
    ['Cognito, by a method', 'is never in tokens of this issuer', { ...at(COGNITO), mfaClaim: 'amr=mfa' }],
    ['Entra, by default', 'is missing', at(ENTRA)],
    ['Entra, by a context in acr', 'is never in', { ...at(ENTRA), mfaClaim: 'acr=c1', stepUpAcrValues: 'c1' }],
    ['both of them', 'is missing', { ...at(ENTRA), trustedIssuers: `${COGNITO}|a` }],
  ])('is refused at %s: their tokens never tell of it so', (_, fault, given) => {
    expect(sentenceOf(given)).toMatch(new RegExp(`^The setting "mfaClaim" ${fault}[^\n]*: give [^\n]+$`));
  });

  it.each([
    ['a claim of their own', { ...at(COGNITO), mfaClaim: 'mfa=true' }],
    ['a context of theirs', { ...at(ENTRA), mfaClaim: 'acrs=c1', stepUpAcrValues: 'c1' }],
    ['another issuer beside them', { ...at(COGNITO), trustedIssuers: 'https://partner.example|a' }],
    ['another host of the same company', at('https://login.amazonaws.com.example')],
  ])('counts by %s', (_, given) => {
    expect(sentenceOf(given)).toBe('taken');
  });
});
