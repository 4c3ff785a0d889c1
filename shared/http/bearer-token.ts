/** The token of an `Authorization` header, with its scheme or without; empty when there is none. */
export function bearerToken(header = ''): string {
  return header.replace(/^Bearer /i, '');
}
