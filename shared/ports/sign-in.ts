/** How a page signs somebody in at the identity provider: authorization code with PKCE, as a public client. */
export interface SignInOffer {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
  /** Which authentication context to ask for (`acr_values`). */
  readonly acrValues: string;
}

/** Signing in at the identity provider of this deployment. */
export interface SignIn {
  /** Whose people can sign in this way. */
  readonly issuer: string;
  /** @throws Refusal identity_provider_unreachable */
  offer(): Promise<SignInOffer>;
}
