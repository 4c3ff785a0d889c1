import type { Population } from './identity-provider/identity-providers.ts';

const person = (subject: string, name: string) => ({ subject, name, email: `${subject}@example.test` });

/** Signs in at the partner's, and is nobody to Lapse until she redeems an invitation. */
export const STRANGER = 'barbara';

/**
 * The people of the demo organization, as the identity providers know them; what they may do stands in the table. Guests
 * sign in at their own organization's.
 */
export const people: Population['people'] = [
  person('ada', 'Ada Lovelace'),
  person('grace', 'Grace Hopper'),
  person('alan', 'Alan Turing'),
  person('margaret', 'Margaret Hamilton'),
  { ...person('linus', 'Linus Torvalds'), signsInAt: 'partner' },
  person('mallory', 'Mallory'),
  { ...person(STRANGER, 'Barbara Liskov'), signsInAt: 'partner' },
];

/** The machines of the demo organization. */
export const workloads = [{ subject: 'mailbox-admin-center' }] as const;
