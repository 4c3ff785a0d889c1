import * as v from 'valibot';
import { instantInWords } from '#shared/mail/instant-in-words';
import { graceSignedIn } from '../actors.ts';
import type { Stage } from '../stage.ts';
import { answered } from './answered.ts';

const Onboarding = v.object({
  consented: v.literal(true),
  directoryRoles: v.boolean(),
  consentedBy: v.object({ displayName: v.string() }),
  consentedAt: v.string(),
});

/** Consent opened Lapse once and for all; signing up for directory roles brings the built-in ones. */
export async function openLapse(stage: Stage): Promise<void> {
  const told = ({ consentedBy, consentedAt, directoryRoles }: v.InferOutput<typeof Onboarding>) => [
    `${consentedBy.displayName} consented on ${instantInWords(consentedAt)}; directory roles: ${directoryRoles ? 'yes' : 'not yet'}`,
  ];
  const by = graceSignedIn;
  await stage.ask({ by, method: 'GET', path: '/v1/onboarding' }, answered(200, Onboarding, told));
  await stage.ask(
    { by, method: 'POST', path: '/v1/onboarding/directory-roles' },
    answered(200, v.object({ ...Onboarding.entries, directoryRoles: v.literal(true) }), told),
  );
}
