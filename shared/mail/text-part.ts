import { instantInWords } from './instant-in-words.ts';
import type { AskedRequest, Asking, Fact, Invitation, Letter } from './letter.ts';

/** The text part of a mail. Facts are indented, so that only lines of ours begin with a link or with `Code:`. */
export function textPart({ headline, facts, asking, invitation, closing }: Letter): string {
  const paragraphs = [
    headline,
    factLines(facts),
    ...(asking ? askingText(asking) : []),
    ...(invitation ? invitationText(invitation) : []),
    closing,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function factLines(facts: readonly Fact[]): string {
  return facts.map(({ label, value }) => `  ${label}: ${value}`).join('\n');
}

function askingText({ matchCode, requests, reviewUrl }: Asking): string[] {
  return [
    `The page asks for this code:\nCode: ${matchCode}`,
    ...requests.flatMap((request, place) => requestText(request, requests.length > 1 ? place + 1 : undefined)),
    ...(reviewUrl === undefined ? [] : [`To review all of them together, sign in at:\n${reviewUrl}`]),
    linkTerms,
  ];
}

/** @param place counts from 1, where there are several */
function requestText({ facts, approveUrl, denyUrl }: AskedRequest, place: number | undefined): string[] {
  return [
    ...(place === undefined ? [] : [`Request ${place}\n${factLines(facts)}`]),
    `To approve, open:\n${approveUrl}`,
    `To deny, open:\n${denyUrl}`,
  ];
}

/** The one time a mail names is the deadline: what a link lives less, a fresh one makes up for. */
export const linkTerms =
  'The links work once and for you alone: do not forward this mail. If one has expired, it offers to send you a fresh one.';

function invitationText({ joinUrl, code, endsAt }: Invitation): string[] {
  return [
    `To join, open this page and sign in with the account you will use from now on:\n${joinUrl}`,
    `If the page asks for it:\nInvitation code: ${code}`,
    `The code works until ${instantInWords(endsAt)}, once and for you alone. Do not forward this mail.`,
  ];
}
