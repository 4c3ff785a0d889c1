import type { DataFolder } from '../data-folder.ts';
import { partnerIssuer, templateAudiences } from '../template-origins.ts';
import type { Person, Workload } from './configuration.ts';
import { createIdentityProvider, type IdentityProvider } from './identity-provider.ts';
import type { TokenRequest } from './mint-token.ts';

/** Everybody on this machine who can sign in, each where they belong. */
export interface Population {
  readonly people: readonly (Person & { readonly signsInAt?: 'partner' | undefined })[];
  readonly workloads: readonly Workload[];
}

/** A token of where the subject belongs, unless told of which issuer. */
export interface TokenWish extends TokenRequest {
  readonly issuedBy?: 'us' | 'partner';
}

export interface IdentityProviders extends Pick<IdentityProvider, 'handle'> {
  mint(wish: TokenWish): Promise<string>;
}

/** Makes the two issuers of this machine, ours and a partner's below it, which share an origin and nothing else. */
export function createIdentityProviders(
  origin: string,
  { people, workloads }: Population,
  dataFolder?: DataFolder,
): IdentityProviders {
  const atPartner = (person: Population['people'][number]) => person.signsInAt === 'partner';
  const guests = people.filter(atPartner);
  const us = createIdentityProvider({
    issuer: origin,
    people: people.filter((person) => !atPartner(person)),
    workloads,
    audience: templateAudiences.us,
    signing: { file: 'identity-provider.json', alg: 'RS256' },
    dataFolder,
  });
  const partner = createIdentityProvider({
    issuer: partnerIssuer(origin),
    people: guests,
    workloads: [],
    audience: templateAudiences.partner,
    signing: { file: 'partner-identity-provider.json', alg: 'ES256' },
    dataFolder,
  });
  const isGuest = (subject: string) => guests.some((guest) => guest.subject === subject);
  return {
    handle: (request, response) => {
      const isForPartner = `${origin}${request.url}`.startsWith(`${partnerIssuer(origin)}/`);
      (isForPartner ? partner : us).handle(request, response);
    },
    mint: ({ issuedBy, ...request }) => {
      const issuer = issuedBy ?? (isGuest(request.subject) ? 'partner' : 'us');
      return (issuer === 'partner' ? partner : us).mint(request);
    },
  };
}
