import type { Ask, Invitation, Letter } from './letter.ts';
import { instantInWords } from './time-in-words.ts';

/** The text part of a mail. Facts are indented, so that only lines of ours begin with a link or with `Code:`. */
export function textPart({ headline, facts, ask, invitation, closing }: Letter): string {
  const listed = facts.map(({ label, value }) => `  ${label}: ${value}`).join('\n');
  const paragraphs = [
    headline,
    listed,
    ...(ask ? askText(ask) : []),
    ...(invitation ? invitationText(invitation) : []),
    closing,
  ];
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

function invitationText({ redeemUrl, code, expiresAt }: Invitation): string[] {
  return [
    `Sign in with the account you are to use, and send the code as JSON, { "code": "…" }:\nPOST ${redeemUrl}`,
    `Invitation code: ${code}`,
    `The code works until ${instantInWords(expiresAt)}, once and for you alone. Do not forward this mail.`,
  ];
}
