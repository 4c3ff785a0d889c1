/** Fewer characters would find too much, and tell who there is. */
export const LEAST_SEARCHED = 2;
/** A search is for somebody one has in mind: whoever is not among these is looked for more closely. */
export const MOST_FOUND = 25;

/** Letters with a stroke and the like, which Unicode does not take apart, and quotes that keyboards do not have. */
const plain: Readonly<Record<string, string>> = {
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ς: 'σ' },
  ...{ '’': "'", '‘': "'", ʼ: "'" },
};
const UNUSUAL = new RegExp(`[${Object.keys(plain).join('')}]`, 'gu');

/**
 * Text as it is compared when people search: without regard to case, accents, width and the number of blanks, so that
 * `muller` finds Müller and `STRASSE` finds straße.
 *
 * Compatibility decomposition and full case mapping (Unicode 15, UAX #15 and 3.13), and beyond them what `plain` says.
 */
export function searchText(text: string): string {
  const folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  const unmarked = folded.replace(/\p{M}/gu, '').replace(UNUSUAL, (sign) => plain[sign] ?? sign);
  return unmarked.replace(/\s+/g, ' ').trim();
}
