import { describe, expect, it } from 'vitest';
import { isSameMailbox } from '#shared/domain/mailbox';

describe('T-49: an address', () => {
  it.each([
    'ada@example.test',
    'ADA@Example.test',
    'ada+adm@example.test',
    'Ada+a+b@EXAMPLE.TEST',
    '"ada"@example.test',
    '"ada+x"@example.test',
    'ada@example.test.',
    'ａｄａ@example.test',
  ])('%s leads to ada’s mailbox', (address) => {
    expect([isSameMailbox(address, 'ada@example.test'), isSameMailbox('Ada@example.test', address)]).toEqual([
      true,
      true,
    ]);
  });

  it.each(['ada@example.com', 'ada.adm@example.test', 'bada@example.test', '+ada@example.test', 'ada@x.example.test'])(
    '%s leads elsewhere',
    (address) => {
      expect(isSameMailbox(address, 'ada@example.test')).toBe(false);
    },
  );

  it('leads to nobody’s who has none', () => {
    expect(isSameMailbox('ada@example.test', undefined)).toBe(false);
  });
});
