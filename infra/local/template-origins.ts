export const DEFAULT_PORT = 4000;

/** What is written into the template for one machine; replaced by the origins really listened on. */
export const templateOrigins = {
  api: `http://127.0.0.1:${DEFAULT_PORT}`,
  identityProvider: `http://127.0.0.1:${DEFAULT_PORT + 1}`,
} as const;
