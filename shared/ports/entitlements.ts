/** One access in one provider for one principal, and everything that gives it (END-4). */
export interface Entitlement {
  readonly key: string;
  /** Activation ids, sorted. */
  readonly holders: readonly string[];
  /** Until then somebody is withdrawing it and no grant may start; ISO 8601 UTC. */
  readonly withdrawingUntil?: string | undefined;
  readonly revision: number;
}

export interface Entitlements {
  /** The entitlement as it stands; one without holders when nobody has it. */
  find(key: string): Promise<Entitlement>;
  /** @throws Stale when it is not the one expected */
  replace(next: Entitlement, expecting: Entitlement): Promise<void>;
}
