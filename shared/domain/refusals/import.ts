import type { RefusalTable } from '../refusal.ts';

/** Noes to single entries of an import; what else rules say no to is said as anywhere. */
export const importRefusals = {
  import_protected: {
    kind: 'forbidden',
    message: 'An import cannot change who administers Lapse. Make this change on its own.',
  },
  import_rests_on_refused: {
    kind: 'conflict',
    message: 'The settings of this role were refused, so nobody is assigned to it.',
  },
  import_named_twice: { kind: 'rule', message: 'An earlier entry is about the same thing.' },
} as const satisfies RefusalTable;
