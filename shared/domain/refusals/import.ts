import type { RefusalTable } from '../refusal.ts';

/** Noes to single entries of an import; what else rules say no to is said as anywhere. */
export const importRefusals = {
  import_protected: {
    kind: 'forbidden',
    message: 'No import reaches administrators. Change this by itself.',
  },
  import_rests_on_refused: { kind: 'conflict', message: 'Its settings were refused.' },
  import_named_twice: { kind: 'rule', message: 'An earlier entry names the same.' },
} as const satisfies RefusalTable;
