import type { Settings } from '../settings.ts';
import { type Granted, grantedBy } from './capability.ts';

/** Every issuer whose tokens are taken, the deployment's own first, for functions that check tokens or sign people in. */
export function trustedIssuers({ issuer, audience, trustedIssuers: others }: Settings): Granted {
  const known = others.map(({ commandLineClient: _, ...other }) => other);
  return grantedBy('trustedIssuers', { TRUSTED_ISSUERS: JSON.stringify([{ issuer, audience }, ...known]) });
}
