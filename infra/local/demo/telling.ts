import { durationInWords } from '#shared/domain/duration-in-words';
import { instantInWords } from '#shared/mail/instant-in-words';
import type { Mail } from '../mailbox.ts';

/** What a line is about; the terminal gives each its colour. */
export type Tone = 'chapter' | 'scene' | 'request' | 'accepted' | 'refused' | 'mail' | 'clock' | 'plain';

/** One line of the story, without line break. */
export interface Line {
  readonly tone: Tone;
  readonly text: string;
}

/** No line is wider, so that nothing wraps in an ordinary terminal. */
const WIDEST = 100;
const MAIL_WIDTH = WIDEST - 4;

export function chapterLines(position: number, total: number, title: string): Line[] {
  return [
    { tone: 'plain', text: '' },
    { tone: 'chapter', text: `${position}/${total}  ${title}` },
  ];
}

export function sceneLine(title: string): Line {
  return { tone: 'scene', text: `  ─ ${title}` };
}

export function plainLine(text: string): Line {
  return { tone: 'plain', text: cut(text) };
}

/** Who asks for what: `ada → POST /v1/activations   1 hour, ticket INC-1`; ids are shortened to their last characters. */
export function requestLine(who: string, method: string, path: string, gist?: string): Line {
  const shortened = path.replace(/(act|asg|ext|prn)_\w+(\w{4})/g, '$1_…$2');
  return { tone: 'request', text: cut(`  ${who} → ${method} ${shortened}${gist ? `   ${gist}` : ''}`) };
}

/** The status, and the telling parts of the answer beside and below it. */
export function answerLines(status: number, parts: readonly string[]): Line[] {
  const tone = status < 400 ? 'accepted' : 'refused';
  const texts = parts.length === 0 ? [''] : parts;
  return texts.map((text, index) => ({ tone, text: cut(`    ${index === 0 ? status : '   '}  ${text}`) }));
}

/** A mail as its reader sees it, without empty lines; of a link, only the beginning. */
export function mailLines({ to, subject, text }: Mail): Line[] {
  const body = text.replace(/:\nhttp/g, ': http').replace(/#(\S{12})\S+/g, '#$1…');
  const shown = [subject, ...body.split('\n')].filter((line) => line.trim() !== '');
  const inside = shown.flatMap(wrap).map((line): Line => ({ tone: 'mail', text: `  │ ${line}` }));
  return [{ tone: 'mail', text: `  ┌ Mail to ${to}` }, ...inside];
}

/** Breaks between words. */
function wrap(text: string): string[] {
  return text.match(new RegExp(`.{1,${MAIL_WIDTH}}(?:\\s|$)`, 'g'))?.map((line) => line.trimEnd()) ?? [];
}

/** A mail that needs no more than its subject. */
export function newsLine(recipients: readonly string[], subject: string): Line {
  return { tone: 'mail', text: cut(`  ✉ ${recipients.join(', ')}: ${subject}`) };
}

export function clockLine(minutes: number, now: string): Line {
  return { tone: 'clock', text: `  » ${durationInWords(minutes)} later: ${instantInWords(now)}` };
}

/** Rows below their headings, each column as wide as its widest cell. */
export function tableLines(headings: readonly string[], rows: readonly (readonly string[])[]): Line[] {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const join = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' ')}`;
  return [{ tone: 'scene', text: cut(join(headings).trimEnd()) }, ...rows.map((row) => plainLine(join(row).trimEnd()))];
}

/** Cuts what is too wide, and says so with an ellipsis. */
export function cut(text: string, widest = WIDEST): string {
  return text.length <= widest ? text : `${text.slice(0, widest - 1)}…`;
}
