import { expect, it } from 'vitest';
import { durationInWords, instantInWords } from '#shared/mail/time-in-words';

it.each([
  [0.5, 'less than a minute'],
  [1, '1 minute'],
  [59.9, '1 hour'],
  [1439.98, '24 hours'],
  [60, '1 hour'],
  [61, '1 hour 1 minute'],
  [150, '2 hours 30 minutes'],
  [72 * 60, '72 hours'],
])('%d minutes are told as "%s"', (minutes, words) => {
  expect(durationInWords(minutes)).toBe(words);
});

it('tells an instant to the minute, in UTC', () => {
  expect(instantInWords('2026-01-02T03:04:59.999Z')).toBe('Fri, 02 Jan 2026 03:04 UTC');
});
