/** Works everything off, so many at the same time; answers in the order of the items. */
export async function someAtATime<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const places = items.entries();
  const worker = async () => {
    // One iterator for all of them: whoever is free takes what is next.
    for (const [place, item] of places) results[place] = await work(item, place);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
