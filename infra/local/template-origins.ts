export const DEFAULT_PORT = 4000;

/** What is written into the template for one machine; replaced by the origins really listened on. */
export const templateOrigins = {
  api: `http://127.0.0.1:${DEFAULT_PORT}`,
  identityProvider: `http://127.0.0.1:${DEFAULT_PORT + 1}`,
} as const;

/** The issuer of a partner's people: it shares our identity provider's origin, and moves with it. */
export function partnerIssuer(identityProviderOrigin: string): string {
  return `${identityProviderOrigin}/partner`;
}

/** Whom the tokens of either issuer are for. */
export const templateAudiences = { us: 'lapse', partner: 'lapse-guests' } as const;

/** The client by which people of this machine sign in on pages. */
export const WEB_CLIENT = 'lapse-web';
