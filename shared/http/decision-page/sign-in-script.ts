/**
 * How the decision page signs an approver in where the role asks for it: OpenID Connect, authorization code with PKCE
 * (RFC 7636) as a public client. The token of the link waits in this tab's session storage and goes nowhere else; the
 * access token stays in memory. Nobody is sent away before they press the button.
 */
export const signInScript = `
const KEPT = 'lapse.decision';
let session = '';
let offer;

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) || {};
  } catch {
    return {};
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

/* The endpoints come from Lapse, which tells them to whoever has not signed in yet. */
async function askToSignIn(text, changes) {
  session = '';
  const { ok, answer, ...refused } = await post('/decisions/preview', { token });
  if (!ok) return refuse(refused);
  if (answer.terms) return showForm(answer);
  offerSignIn(text, answer.signIn && { ...answer.signIn, ...changes });
}

function offerSignIn(text, signInOffer) {
  offer = signInOffer;
  if (!offer) return say('This role asks for more than a link. Sign in and decide in your inbox.');
  say(text);
  signInButton.hidden = false;
}

async function signIn() {
  if (!offer) return;
  const [verifier, state, nonce] = [randomText(), randomText(), randomText()];
  const { clientId, tokenEndpoint } = offer;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ token, verifier, state, nonce, clientId, tokenEndpoint }));
  } catch {
    return say('Your browser keeps nothing for this page, so you cannot sign in here. Decide in your inbox instead.');
  }
  const address = new URL(offer.authorizationEndpoint);
  const asked = {
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri(), scope: offer.scope, state, nonce,
    code_challenge: await challengeFor(verifier), code_challenge_method: 'S256',
    acr_values: offer.acrValues, max_age: offer.maxAgeSeconds, prompt: offer.prompt,
  };
  for (const [name, value] of Object.entries(asked)) if (value) address.searchParams.set(name, value);
  location.assign(address.href);
}

/* State, verifier and nonce serve once; the token of the link stays for a reload. */
async function comeBack(parameters) {
  const { token: kept, ...begun } = recall();
  token = kept || '';
  if (!token) return say('This sign-in was not begun in this tab. Open the link in your mail again.');
  sessionStorage.setItem(KEPT, JSON.stringify({ token }));
  const isOurs = begun.state && parameters.get('state') === begun.state;
  if (!isOurs) return askToSignIn('This sign-in was not begun on this page. Sign in again.');
  if (!parameters.get('code')) return askToSignIn('You have not been signed in. Try again.');
  say('Signing you in …');
  session = await exchange(parameters.get('code'), begun);
  if (!session) return askToSignIn('Signing in did not succeed. Try again.', { prompt: 'login' });
  await look();
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
    return response.ok && nonceOf(idToken) === nonce ? accessToken : '';
  } catch {
    return '';
  }
}

/* It comes straight from the provider, over TLS, so its signature need not be checked (OpenID Connect Core 1.0, 3.1.3.7). */
function nonceOf(idToken) {
  const claims = idToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(atob(claims)).nonce;
}
`;
