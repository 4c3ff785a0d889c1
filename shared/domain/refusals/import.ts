import type { RefusalTable } from '../refusal.ts';

/** Noes to single entries of an import; what else rules say no to is said as anywhere. */
export const importRefusals = {
  import_key_missing: {
    kind: 'rule',
    message: 'Nobody could tell who this is when it is sent again. Give an id, or issuer and subject.',
  },
  import_people_only: {
    kind: 'rule',
    message: 'This is a group or a workload, and only users and guests are imported here. Change it by itself.',
  },
  import_named_twice: {
    kind: 'rule',
    message: 'An earlier entry of this import names the same. Leave one of them out.',
  },
  import_out_of_time: {
    kind: 'outage',
    message: 'There was no time left for this entry. Send the import again: what is done already stays as it is.',
  },
} as const satisfies RefusalTable;
