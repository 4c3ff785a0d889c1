import { epochSeconds, plusMinutes } from './instant.ts';

/** An execution lasts at most a year (AWS quota): long after that, nobody can wait with a task token of it. */
const KEPT_DAYS = 400;

/** When the table may clean a task token away that was stored at an instant, in whole seconds since 1970. */
export function taskTokenExpiry(storedAt: string): number {
  return epochSeconds(plusMinutes(storedAt, KEPT_DAYS * 24 * 60));
}
