/** An instant as people read it, to the minute: `Sun, 22 Nov 2026 10:00 UTC`. */
export function instantInWords(instant: string): string {
  return new Date(instant).toUTCString().replace(/:\d\d GMT$/, ' UTC');
}

/** A duration as people say it, in hours and minutes: `1 hour 30 minutes`; rounded, as a second less is the same to them. */
export function durationInWords(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  const whole = Math.round(minutes);
  const parts = [counted(Math.floor(whole / 60), 'hour'), counted(whole % 60, 'minute')];
  return parts.filter((part) => part !== '').join(' ');
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
