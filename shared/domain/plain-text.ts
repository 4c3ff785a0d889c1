/** What a person sees: letters, digits, signs and symbols; a mark that only sits on others is none by itself. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Those of them that show nothing: fillers of Hangul and others, the blanks of Braille, music and hieroglyphs. */
const SHOWN_AS_NOTHING = /[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\u{13441}\u{13442}]/u;

/** Tells whether a text says nothing to a person, whatever invisible characters it holds; an absent one is blank, too. */
export function isBlank(text: string | undefined): boolean {
  return ![...(text ?? '')].some((character) => VISIBLE.test(character) && !SHOWN_AS_NOTHING.test(character));
}

/** Tells whether a text holds control characters, NUL among them, or breaks of lines, besides those that are allowed. */
export function hasControls(text: string, allowed = ''): boolean {
  return [...text].some((character) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(character) && !allowed.includes(character));
}

/** Characters nobody sees that turn or hide text, such as right-to-left overrides; the joiners that scripts and emoji need are none. */
export const DECEIVING = /[^\P{Cf}\u200C\u200D]/gu;

/** Tells whether what is read is something else than what stands there. */
export function isDeceiving(text: string): boolean {
  return text.search(DECEIVING) >= 0;
}

/** The most characters of a name. */
export const LONGEST_NAME = 100;

/**
 * A name that comes from elsewhere, a directory or a token, made one that can stand here: one line without characters
 * that hide or turn text, cut where it is too long; nothing where it says nothing.
 */
export function nameFrom(text = ''): string | undefined {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(DECEIVING, '')
    .trim();
  return isBlank(line) ? undefined : line.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '');
}
