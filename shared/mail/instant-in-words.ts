/** An instant as people read it, to the minute: `Sun, 22 Nov 2026 10:00 UTC`. */
export function instantInWords(instant: string): string {
  return new Date(instant).toUTCString().replace(/:\d\d GMT$/, ' UTC');
}
