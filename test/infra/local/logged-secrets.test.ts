import { describe, expect, it } from 'vitest';
import { refuseLoggedSecrets, secretsInMails } from '#test/support/secrets';

const mail = {
  id: 'm',
  at: '2026-11-22T12:00:00.000Z',
  from: 'lapse@example.test',
  to: 'grace@example.test',
  subject: 'Approve or deny',
  text: 'https://lapse.example/decide#head.claims.signature-of-the-link\nCode: CFG7\n',
  html: '',
};
const inLine = (line: string) => () =>
  refuseLoggedSecrets([{ function: 'api/approvals', line }], secretsInMails([mail]));

describe('the check of every journey’s logs', () => {
  it.each([
    ['a link token', 'link token', 'decided by head.claims.signature-of-the-link'],
    ['a match code', 'match code', '{"typed":"CFG7"}'],
    [
      'any signed token, whoever made it',
      'signed token',
      `Bearer ${['{"alg":"RS256"}', '{"sub":"ada"}', 'a signature that is long'].map((part) => Buffer.from(part).toString('base64url')).join('.')}`,
    ],
  ])('finds %s', (_, kind, line) => {
    expect(inLine(line)).toThrow(`api/approvals has logged a ${kind}`);
  });

  it('lets pass what only looks like one', () => {
    expect(inLine('{"requestId":"XCFG7Y","route":"GET /v1/me","version":"3.1164.0"}')).not.toThrow();
  });
});
