import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Template } from 'aws-cdk-lib/assertions';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { explanations } from '#infra/setting-explanations';
import { readSettings } from '#infra/settings';
import { sessionOf } from '#shared/http/bearer';
import { claimsOf } from '#test/http/gateway-event';
import { functionId, synthesizeLapse } from './synthesized.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'infra/IDENTITY.md'), 'utf8');
const chapters = new Map(
  text.split(/^## /m).map((chapter) => [chapter.split('\n', 1)[0] ?? '', chapter.slice(chapter.indexOf('\n'))]),
);

/** A block of code, without the indentation of the list it stands in. */
function codeIn(title: string, language: string): string {
  const [, indentation = '', code] = new RegExp(`^( *)\`\`\`${language}\n(.*?)^ *\`\`\``, 'ms').exec(
    chapters.get(title) ?? '',
  ) ?? [''];
  if (code === undefined) throw new Error(`The chapter ${title} has no block of ${language}.`);
  return code.replaceAll(new RegExp(`^${indentation}`, 'gm'), '');
}

/** What a command hands to the CDK, as the shell reads it. */
function settingsIn(title: string): Record<string, string> {
  const command = codeIn(title, 'sh');
  const given = execFileSync('bash', ['-euc', `npx() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' });
  const [cdk, deploy, ...pairs] = given.split('\0').slice(0, -1);
  expect([cdk, deploy]).toEqual(['cdk', 'deploy']);
  expect(pairs.filter((_, place) => place % 2 === 0).every((flag) => flag === '-c')).toBe(true);
  const settings = pairs.filter((_, place) => place % 2 === 1).map((pair) => /^([^=]+)=(.*)$/s.exec(pair) ?? []);
  return Object.fromEntries(settings.map(([, name = '', value = '']) => [name, value]));
}

const recipes = ['Microsoft Entra ID', 'Okta', 'Amazon Cognito'] as const;
type Recipe = (typeof recipes)[number];

const templates = new Map<Recipe, Template>();

/** How a deployment by that command judges a token with these claims. */
function sessionBy(title: Recipe, claims: object) {
  const template = templates.get(title) ?? synthesizeLapse(settingsIn(title)).template;
  templates.set(title, template);
  const { Properties } = template.findResources('AWS::Lambda::Function')[functionId(template, 'api/approvals')] ?? {};
  const { MFA_CLAIMS, MFA_TIME_CLAIM, AUTHENTICATION_CONTEXTS } = Properties.Environment.Variables;
  const told = { MFA_CLAIMS: MFA_CLAIMS.split(' '), AUTHENTICATION_CONTEXTS: AUTHENTICATION_CONTEXTS.split(' ') };
  const { contexts: _, ...session } = sessionOf({ ...claimsOf('ada'), ...claims }, { ...told, MFA_TIME_CLAIM });
  return session;
}

const auth_time = 1_795_348_800;
const authenticatedAt = '2026-11-22T12:00:00.000Z';

describe('a recipe for an identity provider', () => {
  it.each(recipes)('has a command with every setting that is needed, each well formed: %s', (title) => {
    const given = settingsIn(title);

    const settings = readSettings((name) => given[name]);

    expect(Object.keys(given).filter((name) => !(name in explanations))).toEqual([]);
    expect(settings.firstAdministrator.startsWith(`${settings.issuer}|`)).toBe(true);
    expect(settings.signInClientId).toBeDefined();
  });

  it('names no setting there is not', () => {
    const names = [...text.matchAll(/-c ([A-Za-z]+)=/g)].map(([, name = '']) => name);

    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !(name in explanations))).toEqual([]);
  });

  it('is found from the README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('](infra/IDENTITY.md)');
  });

  it.each([
    ['Microsoft Entra ID', { ver: '2.0', acrs: ['c1'] }, true],
    ['Microsoft Entra ID', { ver: '2.0', acrs: ['c2'] }, false],
    ['Microsoft Entra ID', { ver: '2.0' }, false],
    ['Okta', { ver: 1, acr: 'urn:okta:loa:2fa:any' }, true],
    ['Okta', { ver: 1, acr: 'urn:okta:loa:1fa:any' }, false],
    ['Okta', { ver: 1 }, false],
    ['Amazon Cognito', { token_use: 'access' }, false],
    ['Amazon Cognito', { token_use: 'id', 'custom:mfa': 'true' }, false],
  ] as const)('tells MFA by the claims of the vendor: %s, %j', (title, claims, mfa) => {
    expect(sessionBy(title, { ...claims, auth_time })).toEqual({ mfa, authenticatedAt });
  });
});

type Trigger = (event: PreTokenGenerationV2TriggerEvent) => Promise<PreTokenGenerationV2TriggerEvent>;

async function triggerFrom(code: string): Promise<Trigger> {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-trigger-'));
  try {
    const file = join(folder, 'index.mjs');
    writeFileSync(file, code);
    const { handler } = await import(pathToFileURL(file).href);
    return handler;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ofThePool = { sub: 'ada', email_verified: 'true', 'cognito:user_status': 'CONFIRMED' };
const identityOf = (providerName: string) => ({ userId: 'ada', providerName, providerType: 'SAML', primary: true });
const federated = (...providers: string[]) => ({
  ...ofThePool,
  'cognito:user_status': 'EXTERNAL_PROVIDER',
  identities: JSON.stringify(providers.map(identityOf)),
});

/** An event of version 2, of the form AWS documents. */
function eventOf(triggerSource: string, userAttributes: Record<string, string>): PreTokenGenerationV2TriggerEvent {
  return {
    version: '2',
    triggerSource: triggerSource as 'TokenGeneration_HostedAuth',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    request: {
      userAttributes,
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
      scopes: ['openid'],
    },
    response: { claimsAndScopeOverrideDetails: {} },
  };
}

const OTHERS = ['TokenGeneration_RefreshTokens', 'TokenGeneration_AuthenticateDevice'];
const HOSTED = 'TokenGeneration_HostedAuth';
const POOL = codeIn('Amazon Cognito', 'js');
/** The chapter says: the same, but for the first line. */
const CENTER = POOL.replace(/^.*\n/, codeIn('IAM Identity Center', 'js'));

/** Claims Cognito adds for no trigger (table of the page on it). */
const FORBIDDEN =
  /^(acr|amr|at_hash|auth_time|azp|client_id|exp|iat|iss|jti|nbf|nonce|sub|token_use|username|cognito:.*)$/;

async function addedBy(code: string, event: PreTokenGenerationV2TriggerEvent): Promise<Record<string, unknown>> {
  const handler = await triggerFrom(code);
  const { response } = await handler(structuredClone(event));
  const added = response.claimsAndScopeOverrideDetails.accessTokenGeneration?.claimsToAddOrOverride ?? {};
  expect(Object.keys(added).filter((name) => FORBIDDEN.test(name))).toEqual([]);
  expect(response.claimsAndScopeOverrideDetails.idTokenGeneration).toBeUndefined();
  return added;
}

describe('the trigger of the recipe for Cognito', () => {
  it.each([
    ['somebody of the pool', POOL, HOSTED, ofThePool],
    ['somebody of the pool, by the API', POOL, 'TokenGeneration_Authentication', ofThePool],
    ['somebody of Identity Center', CENTER, HOSTED, federated('IdentityCenter')],
  ])('says MFA of %s, at the time Cognito says', async (_, code, source, attributes) => {
    const claims = await addedBy(code, eventOf(source, attributes));

    expect(sessionBy('Amazon Cognito', { ...claims, auth_time })).toEqual({ mfa: true, authenticatedAt });
  });

  it.each([
    ...OTHERS.map((source) => [source, POOL, source, ofThePool] as const),
    ...OTHERS.map((source) => [source, CENTER, source, federated('IdentityCenter')] as const),
    ['a first password', POOL, 'TokenGeneration_NewPasswordChallenge', ofThePool],
    ['a password still to be changed', POOL, HOSTED, { ...ofThePool, 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' }],
    ['another provider', POOL, HOSTED, federated('Google')],
    ['a linked user', POOL, HOSTED, { ...ofThePool, identities: federated('Google').identities }],
    ['an unknown event', POOL, 'TokenGeneration_Tomorrow', ofThePool],
    ['no attributes', POOL, HOSTED, {}],
    ['somebody of the pool, with Identity Center', CENTER, HOSTED, ofThePool],
    ['a user linked to Identity Center', CENTER, HOSTED, { ...federated('IdentityCenter'), ...ofThePool }],
    ['two providers', CENTER, HOSTED, federated('IdentityCenter', 'Google')],
    ['another provider, with Identity Center', CENTER, HOSTED, federated('Google')],
    ['no provider, with Identity Center', CENTER, HOSTED, federated()],
  ] as const)('says nothing of MFA for %s', async (_, code, source, attributes) => {
    const claims = await addedBy(code, eventOf(source, attributes));

    expect(sessionBy('Amazon Cognito', { ...claims, auth_time }).mfa).toBe(false);
  });

  it('makes the token one for the audience of the recipe, whoever signs in', async () => {
    for (const code of [POOL, CENTER])
      expect(await addedBy(code, eventOf('TokenGeneration_RefreshTokens', ofThePool))).toEqual({
        aud: settingsIn('Amazon Cognito').audience,
      });
  });
});
