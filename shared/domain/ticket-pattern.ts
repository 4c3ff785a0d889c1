/*
 * Patterns of ticket numbers are written by administrators and run on what requesters send, so that one of them could
 * stop a function for minutes (ReDoS). What is allowed is a small part of regular expressions, in which the ways to match
 * one ticket number can be counted, and there are few.
 */

const LONGEST = 200;
/** More ways than this to match a number of 100 characters are too many to try. */
const MOST_WAYS = 10_000;
const MOST_REPETITIONS = 100;

const ATOM = /\\[dw]|\\[\^$\\.*+?()[\]{}|/]|\[\^?(?:\\[dw^$\\.*+?()[\]{}|/-]|[^\\[\]])+\]|[^\\^$*+?()[\]{}|]/uy;
const REPETITION = /\{(\d{1,3})(?:,(\d{1,3}))?\}|[?*+]/y;

/**
 * Tells whether a pattern of ticket numbers is safe to run: at most 200 characters of literals, classes, `\\d`, `\\w`, `.`,
 * repetition of these, one level of groups that are not repeated, and anchors at its ends; no backreferences, no
 * looking around.
 */
export function isSafeTicketPattern(pattern: string): boolean {
  if (pattern.length === 0 || pattern.length > LONGEST || !compiles(pattern)) return false;
  const ways = waysToMatch(withoutAnchors(pattern), true);
  return ways !== undefined && ways <= MOST_WAYS;
}

/** The pattern is run as a whole, so that anchors at its ends say nothing new. */
function withoutAnchors(pattern: string): string {
  return pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').source !== '';
  } catch {
    return false;
  }
}

/** In how many ways one text could match, at most; nothing when the pattern is not of the form allowed. */
function waysToMatch(pattern: string, mayGroup: boolean): number | undefined {
  const branches = [0];
  let branch = 1;
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === '|') {
      branches.push(branch);
      branch = 1;
      at += 1;
      continue;
    }
    const piece = mayGroup && pattern[at] === '(' ? groupAt(pattern, at) : atomAt(pattern, at);
    if (!piece) return undefined;
    branch *= piece.ways;
    at = piece.end;
  }
  return branches.reduce((sum, ways) => sum + ways, branch);
}

interface Piece {
  readonly ways: number;
  readonly end: number;
}

/** A group holds no group, and nothing repeats it. */
function groupAt(pattern: string, at: number): Piece | undefined {
  const inside = /\((?:\?:)?((?:\\.|\[(?:\\.|[^\]\\])*\]|[^()[\]\\])*)\)(?![*+?{])/uy;
  inside.lastIndex = at;
  const group = inside.exec(pattern);
  const ways = group && waysToMatch(group[1] ?? '', false);
  return ways ? { ways, end: inside.lastIndex } : undefined;
}

function atomAt(pattern: string, at: number): Piece | undefined {
  ATOM.lastIndex = at;
  if (!ATOM.test(pattern)) return undefined;
  REPETITION.lastIndex = ATOM.lastIndex;
  const end = ATOM.lastIndex;
  const repetition = REPETITION.exec(pattern);
  if (!repetition) return { ways: 1, end };
  const ways = waysToRepeat(repetition);
  const next = pattern[REPETITION.lastIndex] ?? '';
  return ways === undefined || '?*+{'.includes(next || ' ') ? undefined : { ways, end: REPETITION.lastIndex };
}

/** A ticket number has at most 100 characters, so that repeating without end means a hundred times. */
function waysToRepeat([text, least, most = least]: RegExpExecArray): number | undefined {
  if (least === undefined) return text === '?' ? 2 : MOST_REPETITIONS;
  if (Number(most) > MOST_REPETITIONS) return undefined;
  return Number(most) - Number(least) + 1;
}
