import { MINUTES_PER_DAY } from './instant.ts';

/** Up to here people count in hours: the longest activation is one of 72 hours. */
const MOST_HOURS = 72;

/** A duration as people say it: `1 hour 30 minutes`, `30 days`; rounded, as a second less is the same to them. */
export function durationInWords(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  const whole = Math.round(minutes);
  const days = whole > MOST_HOURS * 60 ? Math.floor(whole / MINUTES_PER_DAY) : 0;
  const rest = whole - days * MINUTES_PER_DAY;
  const parts = [counted(days, 'day'), counted(Math.floor(rest / 60), 'hour'), counted(rest % 60, 'minute')];
  return parts.filter((part) => part !== '').join(' ');
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
