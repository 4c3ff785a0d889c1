/** How a person proved who they are, as `acr` and `amr` (RFC 8176) say it. */
export interface Assurance {
  readonly acr: string;
  readonly amr: readonly string[];
}

export const PASSWORD: Assurance = { acr: 'urn:lapse:pwd', amr: ['pwd'] };
export const MFA: Assurance = { acr: 'urn:lapse:mfa', amr: ['pwd', 'otp', 'mfa'] };
/** OpenID Connect Extended Authentication Profile ACR Values 1.0: nobody can be talked out of it. */
export const PHISHING_RESISTANT: Assurance = { acr: 'phr', amr: ['hwk', 'pin', 'mfa'] };

/** Weakest first: each is also what the ones before it are. */
const assurances = [PASSWORD, MFA, PHISHING_RESISTANT];
export const contexts = assurances.map(({ acr }) => acr);

/** How somebody signed in, by the context their token shall show. */
export function assuranceOf(acr: string): Assurance {
  return assurances.find((one) => one.acr === acr) ?? PASSWORD;
}

/** Of the contexts that a client asks for (`acr_values`), the weakest there is here; nothing when it asks for none of ours. */
export function weakestAsked(acrValues: unknown): string | undefined {
  const asked = typeof acrValues === 'string' ? acrValues.split(' ') : [];
  return contexts.find((acr) => asked.includes(acr));
}

/** Whether a sign-in is at least of that context. */
export function isAtLeast(acr: string | undefined, wanted: string): boolean {
  return contexts.indexOf(acr ?? '') >= contexts.indexOf(wanted);
}
