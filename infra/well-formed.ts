/** As browsers write it in `Origin`, which is compared with it. */
export const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text && isSafe(text);
const isSafe = (address: string) => {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
};
/** OpenID Connect Discovery 1.0: an issuer has neither query nor fragment; ours hold no bar, which divides them from a subject. */
export const isIssuer = (text: string) => URL.canParse(text) && isSafe(text) && !/[\s?#@\\|]/.test(text);
export const isMailAddress = (text: string) => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);
export const isDomain = (text: string) => /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(text);
export const isHostName = (text: string) => isDomain(text) && text === text.toLowerCase();
// They stand between quotes in the challenge header.
export const isAcrValues = (text: string) => /^[\w:/.~+#?&=@%-]+( [\w:/.~+#?&=@%-]+)*$/.test(text);
/** An issuer, an audience of it, and up to two clients of ours at it, either of which may be left empty. */
export const isTrustedIssuer = (text: string) =>
  /^[^|\s]+\|[^|\s]+(\|[^|\s]*){0,2}$/.test(text) && isIssuer(issuerOf(text));
/** An issuer and a subject of it (OpenID Connect Core 1.0, 2), which may hold bars itself, as in `auth0|64f1`. */
export const isIdentity = (text: string) => /^[^|]+\|[^\p{Cc}]{1,255}$/u.test(text) && isIssuer(issuerOf(text));
/** What stands before the first bar. */
export const issuerOf = (text: string) => text.split('|')[0] ?? '';

const isArn = (pattern: RegExp) => (text: string) => pattern.test(text);
export const isCertificate = isArn(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/);
/** Those of scope CLOUDFRONT are in us-east-1. */
export const isWebAcl = isArn(/^arn:[\w-]+:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/);
/** Not one of kind FIFO (`….fifo`), which takes no alarms. */
export const isTopic = isArn(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/);
export const isKey = isArn(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/);
export const isTableStream = isArn(/^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]+\/stream\/[\d:.T-]+$/);
export const isPolicy = isArn(/^arn:[\w-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/);

/** What every token has says nothing of its bearer (RFC 7519, 4.1). */
const saysSomething = (claim: string) => !/^(iss|sub|aud|exp|nbf|iat|jti)(=|$)/.test(claim);
/** The name ends at the first equals sign. */
export const isClaim = (text: string) => /^[^\s=,]+=[^\s,]+$/.test(text) && saysSomething(text);
/** One claim, so its value may have blanks. */
export const isConsentClaim = (text: string) => /^[^=\s]+=\S.*$/.test(text) && saysSomething(text);
/** Not that of the token: one that is refreshed is new, and its sign-in is not. */
export const isTimeClaim = (text: string) => /^[^\s=,]+$/.test(text) && saysSomething(text);
export const isEachOnce = (texts: readonly string[]) => new Set(texts).size === texts.length;
export const isOpenIdScope = (text: string) =>
  text.split(' ').includes('openid') && /^[!#-[\]-~]+( [!#-[\]-~]+)*$/.test(text);
