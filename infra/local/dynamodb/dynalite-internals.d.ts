/** The parts of dynalite 4.0.0 that the engine uses; the package has no types and no `exports` map. */
declare module 'dynalite/db/index.js' {
  type Item = import('./attribute-value.ts').Item;
  type Request = import('./dynalite.ts').CheckedRequest;
  type Table = import('./dynalite.ts').Table;

  const db: {
    create(options: Record<string, unknown>): import('./dynalite.ts').Store;
    createKey(item: Item, table: Table, keySchema?: Table['KeySchema']): string;
    createIndexKey(item: Item, table: Table, keySchema: Table['KeySchema']): string;
    validateItem(item: Item, table: Table): Error | null | undefined;
    validateKey(key: Item, table: Table): Error | null | undefined;
    validateUpdates(legacy: undefined, updates: Request['_updates'], table: Table): Error | null | undefined;
    mapPaths(paths: (string | (string | number)[])[], item: Item): Item;
    addConsumedCapacity(data: unknown, isRead: boolean, newItem?: Item, oldItem?: Item): unknown;
  };
  export = db;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(input: unknown, types: unknown): import('./dynalite.ts').CheckedRequest;
    checkValidations(data: unknown, types: unknown, custom: unknown, store: unknown): void;
    validateAttributeValue(value: unknown): string | undefined;
  };
  export = validations;
}

declare module 'dynalite/validations/*.js' {
  export const types: Record<string, unknown>;
  export const custom: unknown;
}

declare module 'dynalite/actions/*.js' {
  const action: (
    store: import('./dynalite.ts').Store,
    data: unknown,
    done: (error: Error | null | undefined, answer?: unknown) => void,
  ) => void;
  export = action;
}
