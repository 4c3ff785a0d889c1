import type { Ask, Letter } from './letter.ts';
import { instantInWords } from './time-in-words.ts';

/** The text part of a mail. Facts are indented, so that only lines of ours begin with a link or with `Code:`. */
export function textPart({ headline, facts, ask, closing }: Letter): string {
  const listed = facts.map(({ label, value }) => `  ${label}: ${value}`).join('\n');
  const paragraphs = [headline, listed, ...(ask ? askText(ask) : []), closing];
  return `${paragraphs.join('\n\n')}\n`;
}

function askText({ approveUrl, denyUrl, matchCode, expiresAt }: Ask): string[] {
  return [
    `To approve, open:\n${approveUrl}`,
    `To deny, open:\n${denyUrl}`,
    `The page asks for this code:\nCode: ${matchCode}`,
    `The links work until ${instantInWords(expiresAt)}, once and for you alone. Do not forward this mail.`,
  ];
}
