/** Who somebody is at an identity provider. */
export interface SignInIdentity {
  readonly issuer: string;
  /** At most 255 characters; some providers put bars into it, as in `auth0|64f1`. */
  readonly subject: string;
}

/** An issuer is an address, a subject at most 255 characters (OpenID Connect Core 1.0, 2). */
const LONGEST_IDENTITY = 1000;

/**
 * Reads `issuer|subject`, as configuration and evaluation requests write it. No issuer holds a bar (see {@link isIssuer}),
 * and many subjects do: so the first one divides.
 */
export function readSignInIdentity(text: string): SignInIdentity | undefined {
  const divider = text.indexOf('|');
  if (divider < 1 || divider === text.length - 1) return undefined;
  if (text.length > LONGEST_IDENTITY || !text.isWellFormed()) return undefined;
  return { issuer: text.slice(0, divider), subject: text.slice(divider + 1) };
}

/** This machine alone may be an issuer without TLS. */
const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * Tells whether a text may name an identity provider: an https address without query and fragment (OpenID Connect
 * Discovery 1.0, 3), and without the bar that divides it from a subject.
 */
export function isIssuer(text: string): boolean {
  if (/[\s?#@\\|]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (!text.startsWith(`${protocol}//`)) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}
