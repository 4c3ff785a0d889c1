import type { Assignment } from '#shared/domain/assignment';
import { DIRECTORY } from '#shared/domain/id';
import { nameFrom } from '#shared/domain/plain-text';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import { administratorRoles } from '#shared/domain/role';
import type { Ports } from '#shared/ports';
import type { Onboarding } from '#shared/ports/onboardings';

type Needs = Pick<Ports, 'onboardings' | 'principals' | 'newId' | 'now'>;

/** Who signed in, as the verified token says; `entitled` when it makes them somebody who may consent. */
export interface Consenter {
  readonly issuer: string;
  readonly subject: string;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
  readonly entitled: boolean;
}

/**
 * Opens Lapse: the first one entitled becomes Privileged Role Administrator and Security Administrator, permanently
 * active, in the same transaction (ONB-2). A second consent changes nothing.
 *
 * @throws Refusal not_entitled_to_consent | principal_disabled
 */
export async function consent(consenter: Consenter, needs: Needs): Promise<Onboarding> {
  if (!consenter.entitled) throw new Refusal('not_entitled_to_consent');
  const before = await needs.onboardings.find();
  if (before) return before;

  const principal = await findOrMakePrincipal(consenter, needs);
  if (!principal.enabled) throw new Refusal('principal_disabled');
  const now = needs.now();
  const onboarding = { consentedBy: principal.id, consentedAt: now };
  const assignments = administratorRoles.map((role) => standing(role.id, principal.id, needs.newId('assignment'), now));
  const actor = { id: principal.id, displayName: principal.displayName };
  const first = await needs.onboardings.consent({ principal, assignments }, onboarding, {
    type: 'onboarding.consented',
    actor,
    details: { issuer: consenter.issuer, assignments: assignments.map(({ id, roleId }) => ({ id, roleId })) },
  });
  return first ? onboarding : ((await needs.onboardings.find()) ?? onboarding);
}

async function findOrMakePrincipal(consenter: Consenter, { principals, newId }: Needs): Promise<Principal> {
  const { issuer, subject, displayName, email } = consenter;
  const known = await principals.findIdByIdentity(issuer, subject);
  const principal = known === undefined ? undefined : await principals.find(known);
  if (principal) return principal;
  const id = newId('principal');
  return {
    id,
    kind: 'user',
    displayName: nameFrom(displayName) ?? nameFrom(subject) ?? id,
    ...(email === undefined ? {} : { email }),
    issuer,
    subject,
    enabled: true,
    // The consent's own event tells of them: their chain begins with their first change.
    revision: 0,
  };
}

function standing(roleId: string, principalId: string, id: string, now: string): Assignment {
  return {
    id,
    principalId,
    roleId,
    resourceId: DIRECTORY,
    type: 'active',
    startsAt: now,
    justification: 'First administrator',
    createdAt: now,
    createdBy: principalId,
    // The consent's own event tells of it: the chain of the assignment begins with its first change.
    revision: 0,
  };
}
