import { Refusal } from '#shared/domain/refusal';

export const parts = ['resources', 'groups', 'members', 'roles', 'settings', 'overrides', 'assignments'] as const;
export type Part = (typeof parts)[number];

/** How far an export has come: in which part, at which cursor of its list and of the one inside it. */
export interface Position {
  readonly part: Part;
  readonly outer?: string;
  readonly inner?: string;
  /** Of resources: the level, and whether anything stands on it so far. */
  readonly depth?: number;
  readonly found?: boolean;
}

export const firstPosition: Position = { part: 'resources' };

/** Hides where an export has come to from the caller, who only hands it back; the lists themselves check their cursors. */
export function writePosition({ part, outer = '', inner = '', depth = 1, found = false }: Position): string {
  return [parts.indexOf(part), depth, Number(found), outer, inner].join('.');
}

const WRITTEN = /^(?<part>[0-6])\.(?<depth>\d{1,2})\.(?<found>[01])\.(?<outer>[\w-]*)\.(?<inner>[\w-]*)$/;

/** @throws Refusal invalid_cursor */
export function readPosition(cursor: string): Position {
  const { part: number, depth, found, outer, inner } = WRITTEN.exec(cursor)?.groups ?? {};
  const part = parts[Number(number)];
  if (!part) throw new Refusal('invalid_cursor');
  return {
    part,
    depth: Number(depth),
    found: found === '1',
    ...(outer ? { outer } : {}),
    ...(inner ? { inner } : {}),
  };
}
