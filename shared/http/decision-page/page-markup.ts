import { pageDocument } from '../page-shell/page-document.ts';
import { pageScript } from './page-script.ts';

const main = `<noscript><p class="notice">This page needs scripts to read your link. Without them, sign in and decide in your inbox: <code>GET /v1/approvals</code> and <code>POST /v1/activations/{id}/decisions</code> of the API.</p></noscript>
<p id="status" role="status" aria-live="polite" tabindex="-1"></p>
<p><button type="button" id="renew" hidden>Send me a fresh link</button></p>
<p><button type="button" id="sign-in" hidden>Sign in</button></p>
<form id="decision-form" autocomplete="off" novalidate hidden>
<dl id="terms"></dl>
<fieldset>
<legend>Your decision</legend>
<label><input type="radio" name="decision" value="approve"> Approve</label>
<label><input type="radio" name="decision" value="deny"> Deny</label>
</fieldset>
<label for="match-code">Code from your mail</label>
<input id="match-code" name="match-code" maxlength="4" autocomplete="off" autocapitalize="characters" spellcheck="false" required aria-describedby="code-hint">
<p id="code-hint" class="hint">Four characters, from the mail with this link. They show that you have it in front of you.</p>
<label for="justification" id="justification-label">Justification</label>
<textarea id="justification" name="justification" rows="3" maxlength="1000"></textarea>
<p id="problem" role="alert"></p>
<button type="submit" id="confirm" disabled>Confirm decision</button>
</form>`;

/** The page behind every decision link: the same for everybody, it learns what it is about from the link's fragment. */
export const pageMarkup = pageDocument({ title: 'Decide on an activation', main, script: pageScript });
