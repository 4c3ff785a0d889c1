import type { Item } from './attribute-value.ts';
import { type Condition, holds } from './conditions.ts';
import { check, project, run, type Store } from './dynalite.ts';

// True of every item: dynalite's own filter is to let all pass, but its checks of the filter's names stay.
const EVERYTHING: Condition = { type: 'function', name: 'attribute_exists', args: [{ S: 'always' }] };

/**
 * Query or Scan. The filter is judged here, on what dynalite has read, before the projection: `ScannedCount`, `Limit`
 * and `LastEvaluatedKey` count what was read, `Count` what passed.
 */
export async function readPage(operation: 'Query' | 'Scan', input: unknown, store: Store): Promise<unknown> {
  const data = check(operation, input, store);
  if (!data._filter) return run(operation, data, store);

  const { _projection: projection, AttributesToGet: attributes, ...unprojected } = data;
  const page = await run(
    operation,
    {
      ...unprojected,
      _filter: { ...data._filter, expression: EVERYTHING },
      // Without paths nothing is projected yet; the nested paths are checked against the keys.
      ...(projection && { _projection: { nestedPaths: projection.nestedPaths } }),
      Select: data.Select === 'COUNT' ? undefined : data.Select,
    },
    store,
  );

  const { expression } = data._filter;
  const passed = itemsIn(page).filter((item) => holds(expression, item));
  const paths = projection?.paths ?? attributes;
  const { Items: _, ...rest } = page;
  if (data.Select === 'COUNT') return { ...rest, Count: passed.length };
  return { ...rest, Count: passed.length, Items: paths ? passed.map((item) => project(paths, item)) : passed };
}

function itemsIn(page: Record<string, unknown>): Item[] {
  return page.Items as Item[];
}
