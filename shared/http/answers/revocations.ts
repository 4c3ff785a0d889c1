import type * as v from 'valibot';
import { ActivationView } from './activation-view.ts';

/** What the revocation of an activation is answered. */
export const revocationAnswers = {
  revokeActivation: { 200: ActivationView },
} as const satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
