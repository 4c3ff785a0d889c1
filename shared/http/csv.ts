/**
 * CSV by RFC 4180: a header, the same columns on every page, one fact a column. A column is a path, `approval.deadline`;
 * through a list it names that fact of each of its items, joined by `; ` in the order of the list, so that
 * `decisions.by.id` and `decisions.at` belong together place by place. No cell holds JSON.
 *
 * @param columns their paths; one that leads to an object says all that is in it, as `name: value; …`
 */
export function toCsv(items: readonly object[], columns: readonly string[]): string {
  const lines = [columns, ...items.map((item) => columns.map((column) => cell(factAt(item, column.split('.')))))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

type Scalar = string | number | boolean;

function factAt(value: unknown, path: readonly string[]): Scalar | undefined {
  if (Array.isArray(value)) return joined(value.map((item) => factAt(item, path)));
  const [name, ...rest] = path;
  if (name !== undefined)
    return isObject(value) && Object.hasOwn(value, name) ? factAt(Reflect.get(value, name), rest) : undefined;
  if (isObject(value)) return joined(facts(value));
  return isScalar(value) ? value : undefined;
}

/** Everything an object says, each fact under the path that leads to it; items of a list are counted from 1. */
function facts(value: object, prefix = ''): string[] {
  const entries = Object.entries(value).map(([name, fact]) => [Array.isArray(value) ? Number(name) + 1 : name, fact]);
  return entries.flatMap(([name, fact]) => {
    if (isObject(fact)) return facts(fact, `${prefix}${name}.`);
    return isScalar(fact) ? [`${prefix}${name}: ${fact}`] : [];
  });
}

/** One line; what is absent keeps its place where others follow, and no words of one item can be taken for another. */
function joined(items: readonly (Scalar | undefined)[]): string | undefined {
  const texts = items.map((item) =>
    String(item ?? '')
      .replace(/\s+/g, ' ')
      .replaceAll(';', ','),
  );
  return texts.some((text) => text !== '') ? texts.join('; ') : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Every text in quotes: a spreadsheet may take more than the comma for the end of a cell. */
function cell(value: Scalar | undefined): string {
  return typeof value === 'string' ? `"${harmless(value).replaceAll('"', '""')}"` : String(value ?? '');
}

/**
 * What a spreadsheet would run as a formula is shown as text (OWASP: CSV injection; full-width signs count in East Asian
 * ones). So is what would begin a cell where cells end with `;`, as where the comma is for decimals, or with a tab:
 * there a quote within the line protects nothing.
 */
function harmless(text: string): string {
  const apart = text.replace(/(?:\r\n|[;\t\r\n])(?=[ "]*[=+\-@＝＋－＠])/g, "$&'");
  return /^(?:[\t\r\n]|[ "]*[=+\-@＝＋－＠])/.test(apart) ? `'${apart}` : apart;
}
