/** How a person proved who they are, as `acr` and `amr` (RFC 8176) say it. */
export interface Assurance {
  readonly acr: string;
  readonly amr: readonly string[];
}

export const MFA: Assurance = { acr: 'urn:lapse:mfa', amr: ['pwd', 'otp', 'mfa'] };
export const PASSWORD: Assurance = { acr: 'urn:lapse:pwd', amr: ['pwd'] };
