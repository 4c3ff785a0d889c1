/**
 * Refuses when what is there is not what the caller has seen (`If-Match`); asked of what was just read, so that the
 * condition of the write holds for the caller's version, too.
 *
 * @throws Refusal version_outdated
 */
export type Expectation = (current: { readonly revision: number }) => void;

/** For who does not say what they have seen. */
export const whateverThereIs: Expectation = () => {};
