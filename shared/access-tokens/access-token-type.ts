/** RFC 9068 asks for `at+jwt`, many providers say `JWT` or nothing. */
const TYPES = ['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt'];

/** Tells whether the header of a token may be that of an access token: what says it is something else is none (RFC 8725, 3.11). */
export function isAccessTokenType(header: unknown): boolean {
  const { typ } = Object(header);
  return typ === undefined || TYPES.includes(String(typ).toLowerCase());
}
