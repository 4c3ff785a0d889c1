import { isId } from '#shared/domain/id';
import { Refusal } from '#shared/domain/refusal';
import type { RoleList } from './index-keys.ts';

/** The lists of a role that say who has to do with it, in the order they are read. */
export const holdingLists = ['ASSIGNMENT', 'OPEN'] as const satisfies readonly RoleList[];

/**
 * How far the members of roles are read: everything before it, and `sort` of the list itself. With `member`, `sort` is a
 * group whose members are read up to that one; empty when only the group itself is.
 */
export interface MemberPosition {
  readonly roleId: string;
  readonly list: (typeof holdingLists)[number];
  readonly sort?: string;
  readonly member?: string;
}

export function startOfRole(roleId: string): MemberPosition {
  return { roleId, list: 'ASSIGNMENT' };
}

const DIVIDER = '|';
/** Positions are short: a cursor holds 200 characters. */
const marks = { ASSIGNMENT: 'A', OPEN: 'O' } as const;

export function formatPosition({ roleId, list, sort = '', member }: MemberPosition): string {
  return [roleId, marks[list], sort, ...(member === undefined ? [] : [member])].join(DIVIDER);
}

/**
 * Reads a position; one of another role than the list's own is none.
 *
 * @throws Refusal invalid_cursor
 */
export function parsePosition(text: string | undefined, onlyRoleId?: string): MemberPosition | undefined {
  if (text === undefined) return undefined;
  const [roleId = '', mark, sort, member, ...more] = text.split(DIVIDER);
  const known = holdingLists.find((one) => marks[one] === mark);
  const isWhole = isId(roleId) && known !== undefined && sort !== undefined && sort !== '' && more.length === 0;
  if (!isWhole || (onlyRoleId !== undefined && onlyRoleId !== roleId)) throw new Refusal('invalid_cursor');
  return { roleId, list: known, sort, ...(member === undefined ? {} : { member }) };
}
