import { isBound, type Principal } from '#shared/domain/principal';

/** A principal as administrators see it. */
export function principalView(principal: Principal) {
  const { id, kind, displayName, email, issuer, subject, personId, enabled, archived, invitations } = principal;
  const bound = isBound(principal);
  return {
    id,
    kind,
    displayName,
    ...(email === undefined ? {} : { email }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(personId === undefined ? {} : { personId }),
    enabled,
    ...(archived ? { archived } : {}),
    ...(invitations !== undefined && !bound ? { invited: true as const } : {}),
    bound,
  };
}

/** A member as it stands in its group. */
export function memberView({ id, kind, displayName, enabled }: Principal) {
  return { id, kind, displayName, enabled };
}
