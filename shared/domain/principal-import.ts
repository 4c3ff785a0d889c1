import type { NewPrincipal } from './new-principal.ts';
import { isPerson, type Principal } from './principal.ts';
import { Refusal, violation } from './refusal.ts';

/** What a line of an import says of somebody; what it leaves out it says nothing about. */
export interface PrincipalLine
  extends Partial<Pick<Principal, 'id' | 'displayName' | 'email' | 'issuer' | 'subject' | 'personId' | 'enabled'>> {
  readonly kind?: 'user' | 'guest';
}

/** Who is there already: by the id of the line, and by its issuer and subject. */
export interface KnownPrincipals {
  readonly byId: Principal | undefined;
  readonly byIdentity: Principal | undefined;
}

/** What becomes of a line. */
export type LineOutcome =
  | { readonly outcome: 'created'; readonly wanted: NewPrincipal }
  | { readonly outcome: 'disabled'; readonly principal: Principal }
  | { readonly outcome: 'same'; readonly principal: Principal }
  | { readonly outcome: 'differs'; readonly principal: Principal; readonly fields: readonly string[] };

const fields = ['id', 'kind', 'displayName', 'email', 'issuer', 'subject', 'personId', 'enabled'] as const;

/**
 * Judges one line. An import only adds: whoever is there with other values stays as they are, but for the leaver's line,
 * `enabled: false`, which takes away whatever else it says, because it must never fail for a name that has changed.
 *
 * @throws Refusal principal_exists for a group or a workload | identity_taken | principal_not_found | invalid_input
 */
export function judgeLine(line: PrincipalLine, { byId, byIdentity }: KnownPrincipals): LineOutcome {
  const { id, issuer, subject } = line;
  if (id === undefined && (issuer === undefined || subject === undefined))
    throw unsaid('id', 'has to be given, or issuer and subject: nobody could tell who this is when it is sent again');
  // It could mean either of them.
  if (byId && byIdentity && byId.id !== byIdentity.id) throw new Refusal('identity_taken');
  const known = byId ?? byIdentity;
  if (!known) return { outcome: 'created', wanted: newcomer(line) };
  if (!isPerson(known)) throw new Refusal('principal_exists', { detail: NO_PERSON });
  if (line.enabled === false && known.enabled) return { outcome: 'disabled', principal: known };
  const differing = fields.filter((field) => line[field] !== undefined && line[field] !== known[field]);
  const isGone = line.enabled === false;
  if (isGone || differing.length === 0) return { outcome: 'same', principal: known };
  return { outcome: 'differs', principal: known, fields: differing };
}

function newcomer({ kind = 'user', displayName, ...line }: PrincipalLine): NewPrincipal {
  if (displayName !== undefined) return { ...line, kind, displayName };
  // A leaver nobody knows has nothing to lose.
  if (line.enabled === false) throw new Refusal('principal_not_found');
  throw unsaid('displayName', 'has to be given for somebody who is not there yet');
}

const NO_PERSON = 'This is a group or a workload, and only users and guests are imported here. Change it by itself.';

function unsaid(field: string, what: string): Refusal {
  const message = `${field}: ${what}`;
  return new Refusal('invalid_input', { violations: [{ ...violation(field, 'invalid_input'), message }] });
}
