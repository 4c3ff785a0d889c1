import { escapeHtml } from '../inbox-page.ts';
import { type Assurance, MFA, PHISHING_RESISTANT } from './assurance.ts';
import type { Person } from './configuration.ts';

/** The page that asks who is signing in; there are no passwords on one machine. */
export function signInPage(people: readonly Person[], asked: string | undefined): string {
  const checked = ({ acr }: Assurance) => (acr === asked ? ' checked' : '');
  const buttons = people.map(
    ({ subject, name, email }) =>
      `<button name="person" value="${escapeHtml(subject)}"><b>${escapeHtml(name)}</b> ${escapeHtml(email)}</button>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title>
<meta name="viewport" content="width=device-width"><style>
body{font:16px/1.5 system-ui;max-width:24rem;margin:3rem auto;padding:0 1rem}
button{display:block;width:100%;margin:.5rem 0;padding:.6rem;text-align:left;font:inherit}
</style></head><body><h1>Who are you?</h1>
<p>This identity provider runs on your machine and asks for no password.</p><form method="post">
<label><input type="checkbox" name="mfa"${checked(MFA)}> with a second factor</label><br>
<label><input type="checkbox" name="phr"${checked(PHISHING_RESISTANT)}> with a security key</label>
${buttons.join('\n')}</form></body></html>`;
}
