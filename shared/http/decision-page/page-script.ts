import { addressScript } from '../page-shell/address-script.ts';
import { sendScript } from '../page-shell/send-script.ts';
import { signInScript } from '../page-shell/sign-in-script.ts';
import { wordsScript } from '../page-shell/words-script.ts';
import { linkTokenScript } from './link-token-script.ts';
import { sessionScript } from './session-script.ts';
import { termsScript } from './terms-script.ts';

/**
 * What the decision page does: takes the token out of the address, shows the terms, sends the decision. It writes text
 * only, never markup, and nothing decides without a code that a person typed.
 */
export const pageScript = `
'use strict';
const byId = (id) => document.getElementById(id);
const form = byId('decision-form');
const confirmButton = byId('confirm');
const codeInput = byId('match-code');
const justificationInput = byId('justification');
const renewButton = byId('renew');
const signInButton = byId('sign-in');
/* After these the person can correct something and send again; after any other no the link is of no more use. */
const CORRECTABLE = [
  'wrong_match_code', 'justification_required', 'invalid_input', 'changed_meanwhile', 'busy', 'table_unreachable',
];
/* After these another sign-in may help. */
const SIGN_IN_AGAIN = ['mfa_required', 'token_not_valid', 'link_not_yours', 'unknown_principal'];
let token = '';
let sending = false;
${signInScript}${sendScript}${addressScript}${wordsScript}${linkTokenScript}${sessionScript}${termsScript}
function say(text) {
  form.hidden = true;
  renewButton.hidden = true;
  signInButton.hidden = true;
  byId('status').textContent = text;
  byId('status').focus();
}

function refuse(refused) {
  if (SIGN_IN_AGAIN.includes(refused.code)) return askToSignIn(refused.detail, againWith(refused));
  if (refused.isFinal) forget();
  say(refused.detail);
  renewButton.hidden = refused.code !== 'link_expired';
}

function showForm({ terms, deadline, decisions, approverMustJustify }) {
  say('Read what is asked for. Nothing is decided until you confirm.');
  showTerms(terms, deadline);
  form.reset();
  byId('problem').textContent = '';
  for (const choice of form.elements.decision) {
    choice.checked = choice.value === decisions[0];
    choice.disabled = !decisions.includes(choice.value);
  }
  byId('justification-label').textContent = approverMustJustify ? 'Justification (required)' : 'Justification (optional)';
  justificationInput.required = approverMustJustify;
  updateButton();
  form.hidden = false;
}

function updateButton() {
  confirmButton.disabled = sending || codeInput.value.trim().length < 4;
}

function correct(input, text) {
  byId('problem').textContent = text;
  input.focus();
}

async function start() {
  const { back, pasted } = takeAddress('/decide');
  if (back) return comeBack(back);
  if (pasted) forget();
  token = tokenIn(pasted) || recall().token || '';
  if (!token) return say('There is no decision link in the address. Open the link in your mail again.');
  await look();
}

async function look() {
  say('Checking your link …');
  const { ok, answer, ...refused } = await post('/decisions/preview', { token });
  if (!ok) return refuse(refused);
  if (answer.terms) return showForm(answer);
  offerSignIn('Sign in to see what you are asked to decide on.', answer.signIn);
}

async function decide(event) {
  event.preventDefault();
  if (confirmButton.disabled) return;
  const justification = justificationInput.value.trim();
  if (justificationInput.required && !justification) return correct(justificationInput, 'Give a reason for your decision.');
  const decision = form.elements.decision.value;
  const matchCode = codeInput.value.trim().toUpperCase();
  sending = true;
  updateButton();
  byId('problem').textContent = '';
  const { ok, answer, ...refused } = await post('/decisions', { token, decision, matchCode, ...(justification && { justification }) });
  sending = false;
  updateButton();
  if (ok) return done(outcome(answer));
  if (refused.code && !CORRECTABLE.includes(refused.code)) return refuse(refused);
  correct(refused.code === 'justification_required' ? justificationInput : codeInput, refused.detail);
}

function done(text) {
  forget();
  session = '';
  say(text);
}

function outcome({ status, decision, extensionWaits }) {
  if (decision === 'deny') return 'Denied. The requester is told, and nothing is left for you to do.';
  if (status === 'pending_approval') return 'Your approval is recorded. Another approver has to agree before the role is given.';
  if (extensionWaits) return 'Your approval is recorded. Another approver has to agree before the time is given.';
  if (status === 'active') return 'Your approval is recorded. The holder is told until when the access lasts.';
  return 'Approved. The requester is told, and nothing is left for you to do.';
}

async function renew() {
  renewButton.disabled = true;
  const { ok, answer, ...refused } = await post('/decisions/renew', { token });
  renewButton.disabled = false;
  say(ok ? 'A fresh link is on its way to your mailbox.' : refused.detail);
  renewButton.hidden = ok || refused.code !== '';
}

codeInput.addEventListener('input', updateButton);
form.addEventListener('submit', decide);
renewButton.addEventListener('click', renew);
signInButton.addEventListener('click', signIn);
addEventListener('hashchange', start);
start();
`;
