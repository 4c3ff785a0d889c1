import { DECEIVING } from '#shared/domain/plain-text';

const BREAKS_AND_CONTROLS = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * Makes text that somebody typed safe for a subject or one line of a mail: it can neither begin a line of its own nor
 * end a header, and what is read is what stands there.
 *
 * @param most characters; longer text is cut and ends in `…`
 */
export function oneLine(text: string, most: number): string {
  const visible = text.toWellFormed().replace(DECEIVING, '').replace(BREAKS_AND_CONTROLS, ' ').trim();
  const characters = [...visible];
  return characters.length <= most ? visible : `${characters.slice(0, most - 1).join('')}…`;
}
