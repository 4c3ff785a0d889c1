import type { Activation, Extension } from './activation.ts';

/**
 * What an approver says yes or no to: the request, or, while it runs, the time its holder asks for on top. Whoever
 * decides sees exactly these, and a link is bound to them by their hash.
 */
export function termsOf(activation: Activation) {
  const { requester, roleId, roleName, resourceId, durationMinutes, startsAt, justification, ticket } = activation;
  return {
    activationId: activation.id,
    requester: requesterTerms(requester),
    roleId,
    roleName,
    resourceId,
    durationMinutes,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(activation.status === 'active' && activation.extension
      ? { extension: extensionTerms(activation.extension, activation.endsAt) }
      : {}),
    revision: activation.termsRevision,
  };
}

function requesterTerms({ id, displayName, account }: Activation['requester']) {
  return { id, displayName, ...(account === undefined ? {} : { account }) };
}

/** `endsAt`: the end as it is without it. */
function extensionTerms({ additionalMinutes, justification }: Extension, endsAt: string) {
  return { additionalMinutes, endsAt, ...(justification === undefined ? {} : { justification }) };
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
