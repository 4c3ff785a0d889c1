import { Refusal } from '#shared/domain/refusal';

/** Lists and objects within each other; what is deeper serves nobody but to make whoever reads it fail. */
const DEEPEST = 100;

/** Strings and the signs that make objects and lists; between them stand numbers and names, which say nothing of the shape. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * Reads JSON as nobody can read it in two ways: UTF-8 without a mark of byte order (RFC 8259, 8.1), no name twice in one
 * object (RFC 8259, 4), at most 100 levels deep.
 *
 * @throws Refusal invalid_input, saying which
 */
export function readJson(bytes: Uint8Array): unknown {
  return parseJson(decodeText(bytes));
}

/** The same of a text that is well-formed already. @throws Refusal invalid_input */
export function parseJson(text: string): unknown {
  const value = parse(text);
  refuseOddShape(text);
  return value;
}

/** What a gateway or an editor writes in place of bytes that are no UTF-8: whoever typed the text meant something else. */
const DAMAGED = '\uFFFD';

/** @throws Refusal invalid_input when the bytes are no UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  if (text.includes(DAMAGED)) throw notValid('The body is not UTF-8, or holds the sign U+FFFD where text was damaged.');
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notValid('The body is not well-formed JSON.');
  }
}

/** @param text well-formed JSON: so a text before a colon is the name of a field */
function refuseOddShape(text: string): void {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') addName(JSON.parse(last), open.at(-1));
    if (open.length > DEEPEST) throw notValid(`The body is nested more than ${DEEPEST} levels deep.`);
    last = token;
  }
}

function addName(name: string, names: Set<string> | undefined): void {
  if (names?.has(name)) throw notValid('The body has a field twice in one object.');
  names?.add(name);
}

const notValid = (detail: string) => new Refusal('invalid_input', { detail });
