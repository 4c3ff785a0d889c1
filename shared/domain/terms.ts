import type { Activation } from './activation.ts';

/** What an approver says yes or no to. Whoever decides sees exactly these, and a link is bound to them by their hash. */
export function termsOf(activation: Activation) {
  const { requester, roleId, roleName, resourceId, durationMinutes, startsAt, justification, ticket } = activation;
  return {
    activationId: activation.id,
    requester: { id: requester.id, displayName: requester.displayName },
    roleId,
    roleName,
    resourceId,
    durationMinutes,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
    revision: activation.termsRevision,
  };
}
export type Terms = ReturnType<typeof termsOf>;

/** JSON with sorted names, so that the same terms always give the same text (RFC 8785 for these plain values). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
