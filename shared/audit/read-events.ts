import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { AuditEvent } from '#shared/domain/audit-event';
import { jsonLine } from '#shared/domain/json-line';
import { canonicalJson } from '#shared/domain/terms';
import type { Finding } from './finding.ts';

/** One line of JSON lines, and where it stands. */
export interface Line {
  readonly file: string;
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file that are not empty. */
export function linesOf(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((text, place) => ({ file, number: place + 1, text: text.trim() })).filter(({ text }) => text !== '');
}

/** The events that stand in lines, and a finding for each line that Lapse cannot have written: the others count all the same. */
export function readEvents(lines: readonly Line[]): { events: AuditEvent[]; findings: Finding[] } {
  const events: AuditEvent[] = [];
  const findings: Finding[] = [];
  for (const { file, number, text } of lines) {
    const event = readEvent(text);
    if (typeof event !== 'string') events.push(event);
    else findings.push({ kind: 'unreadable', subject: file, seq: number, sentence: event });
  }
  return { events, findings };
}

/**
 * What is hashed has to be all that stands in the line: a name more, or twice, would be read by somebody and vouched for by
 * nobody.
 *
 * @returns the event, or why there is none, as a sentence
 */
function readEvent(text: string): AuditEvent | string {
  try {
    const raw: unknown = JSON.parse(text);
    const read = v.safeParse(AuditEvent, raw);
    if (!read.success) return `Lapse writes no such ${v.getDotPath(read.issues[0]) ?? 'line'}.`;
    if (canonicalJson(raw) !== canonicalJson(read.output)) return 'It says more than an event does.';
    // Version 0.1 left breaks of lines in the text that JSON does not need to escape.
    if (jsonLine(raw) !== text && JSON.stringify(raw) !== text)
      return 'It says something twice, or was formatted anew.';
    return read.output;
  } catch {
    return 'It is no JSON that can be read.';
  }
}
