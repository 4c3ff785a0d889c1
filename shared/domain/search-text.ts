/** Fewer characters would find too much, and tell who there is. */
export const LEAST_SEARCHED = 2;
/** A search is for somebody one has in mind: whoever is not among these is looked for more closely. */
export const MOST_FOUND = 25;

/**
 * Text as it is compared when people search: without regard to case, accents, width and the number of blanks, so that
 * `muller` finds Müller and `STRASSE` finds straße.
 *
 * Compatibility decomposition and full case mapping (Unicode 15, UAX #15 and 3.13); a final sigma is a sigma.
 */
export function searchText(text: string): string {
  const folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  return folded.replace(/\p{M}/gu, '').replaceAll('ς', 'σ').replaceAll('ı', 'i').replace(/\s+/g, ' ').trim();
}
