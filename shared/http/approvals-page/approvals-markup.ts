/** What the page of an approver shows; its script fills it in. */
export const approvalsMarkup = `<noscript><p class="notice">This page needs scripts. Without them, decide in your inbox: <code>GET /v1/approvals</code> and <code>POST /v1/decisions</code> of the API.</p></noscript>
<p id="status" role="status" aria-live="polite" tabindex="-1"></p>
<ul id="results" hidden></ul>
<div id="issuers" class="choices" hidden></div>
<p><button type="button" id="reload" hidden>Look again</button></p>
<form id="approvals-form" autocomplete="off" novalidate hidden>
<div class="choices pair">
<button type="button" id="approve-all" class="second">Approve all</button>
<button type="button" id="deny-all" class="second">Deny all</button>
</div>
<div id="requests"></div>
<label for="justification">Justification, the same for all you decide on</label>
<textarea id="justification" name="justification" rows="3" maxlength="1000"></textarea>
<p id="problem" role="alert"></p>
<button type="submit" id="confirm" disabled>Confirm decisions</button>
</form>`;
