/** Marks nobody sees: blanks of every width, joiners, fillers, direction marks (Unicode: Z, Cf, default ignorable). */
const INVISIBLE = /[\s\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Tells whether a text says nothing to a person, whatever invisible characters it holds; an absent one is blank, too. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.replaceAll(INVISIBLE, '') === '';
}

/** Tells whether a text holds control characters, NUL among them, besides those that are allowed. */
export function hasControls(text: string, allowed = ''): boolean {
  return [...text].some((character) => /\p{Cc}/u.test(character) && !allowed.includes(character));
}
