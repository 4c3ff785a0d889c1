/** What some readers take for the end of a line although JSON does not (Unicode Standard Annex 14: NEL, LS, PS). */
const OTHER_BREAKS = /[\u0085\u2028\u2029]/g;

/** A value as JSON on one line, for every reader of lines; without the break at its end. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    OTHER_BREAKS,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
