import { describe, expect, it } from 'vitest';
import { isIssuer, readSignInIdentity } from '#shared/domain/sign-in-identity';

const ISSUER = 'https://tenant.eu.auth0.example/';

describe('issuer and subject in one text (T-53)', () => {
  it.each(['64f1', 'auth0|64f1', 'oauth2|Broker|1:146', '|', '||x', 'a b'])(
    'are divided at the first bar, whatever the subject holds: %s',
    (subject) => {
      expect(readSignInIdentity(`${ISSUER}|${subject}`)).toEqual({ issuer: ISSUER, subject });
    },
  );

  it.each(['', 'ada', '|ada', `${ISSUER}|`, `${ISSUER}|${'x'.repeat(1000)}`, `${ISSUER}|\ud800`])(
    'are not in “%s”',
    (text) => {
      expect(readSignInIdentity(text)).toBeUndefined();
    },
  );
});

describe('an identity provider', () => {
  it.each([
    'https://id.example',
    'https://id.example/',
    'https://login.example/tenant/v2.0',
    'https://id.example:8443',
    'http://127.0.0.1:4001',
    'http://localhost:4001',
  ])('may be at %s', (issuer) => {
    expect(isIssuer(issuer)).toBe(true);
  });

  it.each([
    '',
    'id.example',
    'http://id.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://localhost@evil.example',
    'https://user@id.example',
    'https://id.example?x=1',
    'https://id.example#x',
    ' https://id.example',
    'https://id.example ',
    'https://id\n.example',
    'https:id.example',
    'https://',
    'https:\\\\id.example',
    'ftp://id.example',
    'javascript:alert(1)',
    'urn:issuer',
    'https://id.example/|auth0',
    'https://id.example|x',
  ])('is never at “%s”', (issuer) => {
    expect(isIssuer(issuer)).toBe(false);
  });
});
