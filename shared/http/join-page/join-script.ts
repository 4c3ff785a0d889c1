import { addressScript } from '../page-shell/address-script.ts';
import { issuersScript } from '../page-shell/issuers-script.ts';
import { sendScript } from '../page-shell/send-script.ts';
import { signInScript } from '../page-shell/sign-in-script.ts';
import { wordsScript } from '../page-shell/words-script.ts';

/**
 * What the page of an invitation does: takes the code out of the address, signs the invited in at their own issuer, shows
 * with which account that was, and redeems. Joining cannot be taken back, so nothing is sent before they have seen the account.
 */
export const joinScript = `
'use strict';
const PAGE = '/join';
const byId = (id) => document.getElementById(id);
const form = byId('join-form');
const codeInput = byId('code');
const accountBlock = byId('account');
const joinButton = byId('join');
${signInScript}${sendScript}${addressScript}${wordsScript}${issuersScript}
function say(text) {
  form.hidden = true;
  byId('status').textContent = text;
  byId('status').focus();
}

/* Asks for code and sign-in, or with an account for the last word. */
function show(text, { account, prompt } = {}) {
  say(text);
  byId('problem').textContent = '';
  accountBlock.hidden = !account;
  issuersBlock.hidden = true;
  if (account) byId('account-facts').replaceChildren(...account.flatMap(row));
  /* Joining takes no second factor. */
  else showIssuers({ prompt, acrValues: '' }, 'If that is where your account is, ask whoever invited you how to join.');
  form.hidden = false;
}

function correct(text) {
  byId('problem').textContent = text;
  codeInput.focus();
}

/* As it stands in the mail: an id, a dot, 22 characters; nothing of what was pasted around it, or put in by a mail program. */
function codeIn(text) {
  const [code] = text.match(/\\b[A-Za-z0-9][\\w-]{0,63}\\.[\\w-]{22}(?![\\w-])/) || bare(text).match(/[A-Za-z0-9][\\w-]{0,63}\\.[\\w-]{22}/) || [];
  return code || '';
}

function typedCode() {
  const code = codeIn(codeInput.value);
  if (!code) correct('This is not a whole code. Copy it from your invitation, with the dot in the middle.');
  return code;
}

function neededAfterSignIn() {
  const code = typedCode();
  return code && { code };
}

function start() {
  const { back, pasted } = takeAddress(PAGE);
  if (back) return comeBack(back);
  if (pasted) forget();
  session = '';
  codeInput.value = codeIn(pasted) || recall().code || '';
  show('Sign in with the account you will use from now on.');
}

async function comeBack(parameters) {
  const { code, issuer, ...begun } = recall();
  codeInput.value = code || '';
  if (!code) return show('This sign-in was not begun in this tab. Open the link in your mail again.');
  keep({ code });
  const { fault, prompt, claims } = await arrive(parameters, begun);
  if (fault) return show(fault, { prompt });
  show('Is this your account? Once you join, you always sign in to Lapse with it.', { account: accountOf(claims, issuer) });
}

function accountOf({ name, email, preferred_username: username, sub }, issuer) {
  const known = [['Name', name], ['Address', email || username], ['Account', sub], ['Signs in at', nameOf(issuer)]];
  return known.filter(([, value]) => typeof value === 'string' && value);
}

async function join(event) {
  event.preventDefault();
  const code = session && typedCode();
  if (!code) return;
  joinButton.disabled = true;
  byId('problem').textContent = '';
  const { ok, answer, ...refused } = await post('/v1/invitations/redeem', { code });
  joinButton.disabled = false;
  if (ok) return done(answer);
  const needsAnotherSignIn = refused.status === 401 || refused.code === 'identity_taken';
  if (!needsAnotherSignIn) return correct(refused.detail);
  useAnother(refused.detail);
}

function useAnother(text) {
  session = '';
  show(text, { prompt: 'login' });
}

function done({ displayName }) {
  forget();
  session = '';
  say('Welcome, ' + readable(displayName) + '. You have joined Lapse and can close this page: from now on, sign in with this account.');
}

form.addEventListener('submit', join);
byId('another').addEventListener('click', () => useAnother('Sign in with the account you will use from now on.'));
addEventListener('hashchange', start);
start();
`;
