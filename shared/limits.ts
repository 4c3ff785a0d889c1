/** Limits that the deployment sets and the code counts on. */

/** The longest grant-access may run; after it and the provider's own deadline no call of an attempt can still land. */
export const GRANT_TIMEOUT_SECONDS = 60;
