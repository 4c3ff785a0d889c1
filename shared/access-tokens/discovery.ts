import * as v from 'valibot';

/** Longest wait for a document of the identity provider; both of them fit into the ten seconds API Gateway waits. */
export const TIMEOUT = 3_000;

const isSafe = (address: string) => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname));
};
/** An address of an identity provider: nothing is sent to one without TLS, but on this machine. */
export const SafeAddress = v.pipe(v.string(), v.check(isSafe));

const Issuer = v.looseObject({ issuer: v.string() });

/**
 * Asks an issuer for its own description (OpenID Connect Discovery 1.0, section 3).
 *
 * @param Wanted the members that are needed; the rest is not looked at
 * @throws Error when it does not answer, or not as itself
 */
export async function discover<S extends v.GenericSchema>(issuer: string, Wanted: S): Promise<v.InferOutput<S>> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (response.status !== 200) throw new Error(`Discovery was answered ${response.status}.`);
  const document: unknown = await response.json();
  if (v.parse(Issuer, document).issuer !== issuer) throw new Error('The discovery document is that of another issuer.');
  return v.parse(Wanted, document);
}
