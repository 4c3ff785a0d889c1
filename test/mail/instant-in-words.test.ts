import { expect, it } from 'vitest';
import { instantInWords } from '#shared/mail/instant-in-words';

it('tells an instant to the minute, in UTC', () => {
  expect(instantInWords('2026-01-02T03:04:59.999Z')).toBe('Fri, 02 Jan 2026 03:04 UTC');
});
