/**
 * How pages sign people in: OpenID Connect, authorization code with PKCE (RFC 7636) as a public client. What a page needs
 * afterwards waits in this tab's session storage and goes nowhere else; the access token stays in memory. Nobody is sent
 * away before they press a button.
 *
 * Every page comes back to `/decide`, so that one redirect address has to be registered; the decision page sends on who
 * left from another page.
 */
export const signInScript = `
const KEPT = 'lapse.sign-in';
let session = '';

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) || {};
  } catch {
    return {};
  }
}

function keep(what) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(what));
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch { /* A browser that keeps nothing has nothing to forget. */ }
}

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const challengeFor = async (verifier) =>
  base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
const redirectUri = () => location.origin + '/decide';

/* What a better sign-in would have (RFC 9470). */
function challengeIn(header) {
  const asked = (name) => (header.match(new RegExp(name + '="?([^",]+)')) || [])[1];
  return { acrValues: asked('acr_values'), maxAgeSeconds: asked('max_age') };
}

/* Somebody else, or the same person anew: without a prompt the provider would answer with the sign-in it has, and some
   know neither acr_values nor max_age. */
function againWith({ challenge }) {
  const asked = Object.entries(challenge || {}).filter(([, value]) => value);
  return { ...Object.fromEntries(asked), prompt: 'login' };
}

/* Goes to where people sign in. False when the browser keeps nothing, so that nobody could come back. */
async function leave(offer, needed) {
  const [verifier, state, nonce] = [randomText(), randomText(), randomText()];
  const { clientId, tokenEndpoint } = offer;
  if (!keep({ ...needed, verifier, state, nonce, clientId, tokenEndpoint })) return false;
  const address = new URL(offer.authorizationEndpoint);
  const asked = {
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri(), scope: offer.scope, state, nonce,
    code_challenge: await challengeFor(verifier), code_challenge_method: 'S256',
    acr_values: offer.acrValues, max_age: offer.maxAgeSeconds, prompt: offer.prompt,
  };
  for (const [name, value] of Object.entries(asked)) if (value) address.searchParams.set(name, value);
  location.assign(address.href);
  return true;
}

/* Takes the session of whoever comes back; a sentence when there is none. State, verifier and nonce serve once. */
async function arrive(parameters, { verifier, state, nonce, clientId, tokenEndpoint }) {
  if (!state || parameters.get('state') !== state) return { fault: 'This sign-in was not begun on this page. Sign in again.' };
  if (!parameters.get('code')) return { fault: 'You have not been signed in. Try again.' };
  say('Signing you in …');
  const { accessToken, claims } = await exchange(parameters.get('code'), { verifier, nonce, clientId, tokenEndpoint });
  session = accessToken || '';
  return session ? { claims } : { fault: 'Signing in did not succeed. Try again.', prompt: 'login' };
}

async function exchange(code, { verifier, nonce, clientId, tokenEndpoint }) {
  const grant = {
    grant_type: 'authorization_code', code, redirect_uri: redirectUri(), client_id: clientId, code_verifier: verifier,
  };
  try {
    const response = await fetch(tokenEndpoint, {
      method: 'POST', body: new URLSearchParams(grant), credentials: 'omit', cache: 'no-store', redirect: 'error',
    });
    const { access_token: accessToken, id_token: idToken } = await response.json();
    const claims = claimsOf(idToken);
    return response.ok && claims.nonce === nonce ? { accessToken, claims } : {};
  } catch {
    return {};
  }
}

/* It comes straight from the provider, over TLS, so its signature need not be checked (OpenID Connect Core 1.0, 3.1.3.7). */
function claimsOf(idToken) {
  const claims = atob(idToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(claims, (byte) => byte.charCodeAt(0))));
}
`;
