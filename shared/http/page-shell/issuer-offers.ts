import type { SignIn, SignInOffer } from '#shared/ports/sign-in';

/** An issuer whose people may sign in, and how they do it on a page of ours, where a client is registered for that. */
export interface PageIssuer {
  readonly issuer: string;
  readonly signIn?: SignIn | undefined;
}

/** What a page knows of an issuer: where to sign in there, or why nobody can. */
export type IssuerOffer = { readonly issuer: string } & (SignInOffer | { readonly lacking: 'client' | 'answer' });

/** How the people of each issuer sign in; one that does not answer holds up nobody of another. */
export function issuerOffers(issuers: readonly PageIssuer[]): Promise<IssuerOffer[]> {
  return Promise.all(
    issuers.map(async ({ issuer, signIn }): Promise<IssuerOffer> => {
      if (!signIn) return { issuer, lacking: 'client' };
      const offer = await signIn.offer().catch(() => undefined);
      return offer ? { issuer, ...offer } : { issuer, lacking: 'answer' };
    }),
  );
}

/** Where codes are exchanged, for the policy of the page that somebody comes back to. */
export function exchangeOrigins(offers: readonly IssuerOffer[]): string[] {
  const found = offers.flatMap((offer) => ('tokenEndpoint' in offer ? [new URL(offer.tokenEndpoint).origin] : []));
  return [...new Set(found)];
}
