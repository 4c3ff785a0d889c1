/** What the page that redeems an invitation shows; its script fills it in. */
export const joinMarkup = `<noscript><p class="notice">This page needs scripts to read your link. Without them, send the code of your invitation to <code>POST /v1/invitations/redeem</code> of the API.</p></noscript>
<p id="status" role="status" aria-live="polite" tabindex="-1"></p>
<form id="join-form" autocomplete="off" novalidate hidden>
<label for="code">Code from your invitation</label>
<input id="code" name="code" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" required aria-describedby="code-hint">
<p id="code-hint" class="hint">It is in the mail that invited you, and is filled in when you open the link there.</p>
<p id="problem" role="alert"></p>
<div id="issuers" class="choices" hidden></div>
<div id="account" hidden>
<dl id="account-facts"></dl>
<div class="choices">
<button type="submit" id="join">Join with this account</button>
<button type="button" id="another" class="second">Use another account</button>
</div>
</div>
</form>`;
