/** Lets work begin only while fewer than so many are under way. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a gate; who has to wait comes in order. */
export function gateOf(most: number): Gate {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async (work) => {
    if (underWay < most) underWay += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else underWay -= 1;
    }
  };
}
