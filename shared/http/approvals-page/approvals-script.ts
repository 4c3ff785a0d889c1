import { addressScript } from '../page-shell/address-script.ts';
import { issuersScript } from '../page-shell/issuers-script.ts';
import { sendScript } from '../page-shell/send-script.ts';
import { signInScript } from '../page-shell/sign-in-script.ts';
import { wordsScript } from '../page-shell/words-script.ts';
import { requestsScript } from './requests-script.ts';

/**
 * What the page of an approver does: signs them in, freshly enough to decide, lists what waits for them and sends what they
 * chose. A sign-in in between drops what was chosen and says so: nothing is ever sent by coming back.
 */
export const approvalsScript = `
'use strict';
const PAGE = '/approvals';
/* How old a sign-in may be to decide, in seconds; the API has the last word. */
const DECIDING_MAX_AGE = 900;
/* As many as one call decides on. */
const MOST_REQUESTS = 50;
const byId = (id) => document.getElementById(id);
const form = byId('approvals-form');
const confirmButton = byId('confirm');
const justificationInput = byId('justification');
const reloadButton = byId('reload');
const results = byId('results');
let sending = false;
${signInScript}${sendScript}${addressScript}${wordsScript}${issuersScript}${requestsScript}
function say(text) {
  form.hidden = true;
  issuersBlock.hidden = true;
  reloadButton.hidden = true;
  byId('status').textContent = text;
  byId('status').focus();
}

function askToSignIn(text, changes) {
  session = '';
  say(text);
  showIssuers({ maxAgeSeconds: DECIDING_MAX_AGE, ...changes }, 'Decide there with the API, or by the links of your mails.');
}

const neededAfterSignIn = () => ({});

async function start() {
  const { back } = takeAddress(PAGE);
  if (!back) return askToSignIn('Sign in to see the requests that wait for your decision.');
  const { issuer, ...begun } = recall();
  forget();
  const { fault, prompt } = await arrive(back, begun);
  if (fault) return askToSignIn(fault, { prompt });
  await load();
}

async function load(choices = new Map()) {
  say('Looking for requests …');
  const { ok, answer, ...refused } = await send('GET', '/v1/approvals?limit=' + MOST_REQUESTS);
  if (!ok) return refuse(refused);
  showRequests(answer.items, choices);
  if (answer.items.length === 0) {
    say('Nothing waits for your decision.');
    reloadButton.hidden = false;
    return;
  }
  const more = answer.nextCursor ? ' There are more: they come up once these are decided.' : '';
  say('Choose for each request. Nothing is decided until you confirm.' + more);
  byId('problem').textContent = '';
  updateButton();
  form.hidden = false;
}

function refuse(refused) {
  if (refused.status === 401 || refused.code === 'unknown_principal') return askToSignIn(refused.detail, againWith(refused));
  say(refused.detail);
  reloadButton.hidden = false;
}

function updateButton() {
  const count = chosen().length;
  confirmButton.disabled = sending || count === 0;
  confirmButton.textContent = count > 1 ? 'Confirm ' + count + ' decisions' : 'Confirm decision';
}

async function decide(event) {
  event.preventDefault();
  if (confirmButton.disabled) return;
  const items = chosen();
  const justification = justificationInput.value.trim();
  sending = true;
  updateButton();
  byId('problem').textContent = '';
  const { ok, answer, ...refusal } = await post('/v1/decisions', { items, ...(justification && { justification }) });
  sending = false;
  updateButton();
  if (!ok && refusal.status === 401) return askToSignIn(refusal.detail + ' Nothing has been decided.', againWith(refusal));
  if (!ok) return void (byId('problem').textContent = refusal.detail);
  showResults(items, answer.results);
  const refused = answer.results.filter(({ outcome }) => outcome === 'refused').map(({ activationId }) => activationId);
  if (refused.length === 0) justificationInput.value = '';
  await load(new Map(items.filter(({ activationId }) => refused.includes(activationId)).map(({ activationId, decision }) => [activationId, decision])));
}

function showResults(items, told) {
  const lines = told.map(({ activationId, outcome, problem }) => {
    const { activation } = waiting.find((one) => one.activation.id === activationId);
    const { decision } = items.find((one) => one.activationId === activationId);
    const what = activation.roleName + ' for ' + activation.requester.displayName + ': ';
    return element('li', what + (problem ? problem.detail : outcomeOf(decision, outcome)));
  });
  results.replaceChildren(...lines);
  results.hidden = false;
}

function outcomeOf(decision, outcome) {
  if (decision === 'deny') return 'denied.';
  return outcome === 'pending_approval' ? 'your approval is recorded; another approver has to agree.' : 'approved.';
}

form.addEventListener('submit', decide);
byId('approve-all').addEventListener('click', () => chooseForAll('approve'));
byId('deny-all').addEventListener('click', () => chooseForAll('deny'));
reloadButton.addEventListener('click', () => load());
start();
`;
