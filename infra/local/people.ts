import type { Person } from './identity-provider/configuration.ts';

const person = (subject: string, name: string): Person => ({ subject, name, email: `${subject}@example.test` });

/** The people of the demo organization, as the identity provider knows them; what they may do stands in the table. */
export const people: readonly Person[] = [
  person('ada', 'Ada Lovelace'),
  person('grace', 'Grace Hopper'),
  person('alan', 'Alan Turing'),
  person('margaret', 'Margaret Hamilton'),
  person('linus', 'Linus Torvalds'),
  person('mallory', 'Mallory'),
];

/** The machines of the demo organization. */
export const workloads = [{ subject: 'mailbox-admin-center' }] as const;
