import { oneLine } from './one-line.ts';

/** As long as the longest justification. */
const MOST_CHARACTERS = 1000;

/** Where mail programs see an address: after a scheme, within a name of a host, within an address of a mailbox. */
const SEAMS = /(?:[@.。．｡](?=[\p{L}\p{N}\p{M}])|:(?=\/))/gu;
/** Neither seen nor part of any address (zero width non-joiner). */
const SEAM = '\u200C';

/** Words that somebody typed, on one line, in which no mail program finds an address to make a link of. */
export function unlinked(text: string, most = MOST_CHARACTERS): string {
  return oneLine(text, most).replace(SEAMS, `$&${SEAM}`);
}

/** Words that somebody typed, between marks they cannot close themselves, so that nobody takes them for ours. */
export function quoted(text: string): string {
  return `“${unlinked(text).replace(/[“”]/g, '"')}”`;
}

/** Somebody or something by its name, with the id beside it: a name may be anybody's, an id is one's own. */
export function named({ displayName, id }: { readonly displayName: string; readonly id: string }): string {
  return displayName === id ? id : `${unlinked(displayName)} (${id})`;
}
