import { expect, it } from 'vitest';
import { durationInWords } from '#shared/domain/duration-in-words';

it.each([
  [0.5, 'less than a minute'],
  [1, '1 minute'],
  [59.9, '1 hour'],
  [1439.98, '24 hours'],
  [60, '1 hour'],
  [61, '1 hour 1 minute'],
  [150, '2 hours 30 minutes'],
  [72 * 60, '72 hours'],
  [72 * 60 + 1, '3 days 1 minute'],
  [30 * 1440, '30 days'],
  [365 * 1440 + 65, '365 days 1 hour 5 minutes'],
])('%d minutes are told as "%s"', (minutes, words) => {
  expect(durationInWords(minutes)).toBe(words);
});
