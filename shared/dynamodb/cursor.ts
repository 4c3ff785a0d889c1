import { Refusal } from '#shared/domain/refusal';

const LONGEST = 200;

/** Hides a position in a list from the caller, who only hands it back. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/**
 * A cursor holds a position only, never a key: whatever somebody writes into it, they stay in their own list.
 *
 * @throws Refusal invalid_cursor
 */
export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const position = Buffer.from(cursor, 'base64url').toString();
  if (position.length === 0 || position.length > LONGEST || encodeCursor(position) !== cursor)
    throw new Refusal('invalid_cursor');
  return position;
}
