/** Limits that the deployment sets and the code counts on. */

/** The longest grant-access may run; after it and the provider's own deadline no call of an attempt can still land. */
export const GRANT_TIMEOUT_SECONDS = 60;

/** An execution lasts at most a year (AWS quota): long after that, nobody can wait with a task token of it. */
export const TASK_TOKEN_DAYS = 400;
