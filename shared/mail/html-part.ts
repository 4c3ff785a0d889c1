import { type Html, html } from './html.ts';
import type { Ask, Fact, Invitation, Letter } from './letter.ts';
import { instantInWords } from './time-in-words.ts';

/**
 * The HTML part of a mail: inline styles only, nothing fetched from anywhere. It sets no colours of its own but on the
 * two buttons, so that every mail program shows it in its light or dark dress.
 */
export function htmlPart({ subject, headline, facts, ask, invitation, closing }: Letter): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${subject}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 16px;font-size:20px;font-weight:600;overflow-wrap:anywhere">${headline}</p>
<table style="border-collapse:collapse;margin:0 0 24px">
${facts.map(factRow)}</table>
${ask ? askBlock(ask) : ''}${invitation ? invitationBlock(invitation) : ''}<p style="margin:0;font-size:14px">${closing}</p>
</div>
</body>
</html>
`;
  return page.html;
}

function factRow({ label, value }: Fact): Html {
  const cell = 'padding:4px 16px 4px 0;text-align:left;vertical-align:top';
  return html`<tr><th scope="row" style="${cell};font-weight:600;white-space:nowrap">${label}</th><td style="${cell};overflow-wrap:anywhere"><bdi>${value}</bdi></td></tr>
`;
}

function askBlock({ approveUrl, denyUrl, matchCode, expiresAt }: Ask): Html {
  return html`<p style="margin:0 0 24px">${button('Read and approve', approveUrl, '#1a7f37')} ${button('Read and deny', denyUrl, '#b42318')}</p>
<p style="margin:0 0 24px">The page asks for this code:<br>Code: <strong style="font:600 24px/1.5 ui-monospace,Consolas,monospace;letter-spacing:4px">${matchCode}</strong></p>
<p style="margin:0 0 8px;font-size:14px">The links work until ${instantInWords(expiresAt)}, once and for you alone. Do not forward this mail.</p>
`;
}

function invitationBlock({ redeemUrl, code, expiresAt }: Invitation): Html {
  return html`<p style="margin:0 0 24px">Sign in with the account you are to use, and send the code as JSON, <code>{ "code": "…" }</code>:<br><code>POST ${redeemUrl}</code></p>
<p style="margin:0 0 24px">Invitation code:<br><code style="overflow-wrap:anywhere">${code}</code></p>
<p style="margin:0 0 8px;font-size:14px">The code works until ${instantInWords(expiresAt)}, once and for you alone. Do not forward this mail.</p>
`;
}

function button(label: string, url: string, colour: string): Html {
  const style = `display:inline-block;margin:0 8px 8px 0;padding:12px 24px;border-radius:6px;background:${colour};color:#ffffff;font-weight:600;text-decoration:none`;
  return html`<a href="${url}" style="${style}">${label}</a>`;
}
