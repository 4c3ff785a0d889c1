/** What one request with several questions may hold; the metadata of the endpoint tells it. */
export const MOST_EVALUATIONS = 1000;
/** 512 KB. */
export const MOST_BYTES = 512 * 1024;
export const MOST_SUBJECTS = 100;
export const MOST_PLACES = 100;
