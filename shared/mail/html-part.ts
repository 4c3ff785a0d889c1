import { type Html, html } from './html.ts';
import { instantInWords } from './instant-in-words.ts';
import type { AskedRequest, Asking, Fact, Invitation, Letter } from './letter.ts';
import { linkTerms } from './text-part.ts';

/**
 * The HTML part of a mail: inline styles only, nothing fetched from anywhere. It sets no colours of its own but on the
 * two buttons, so that every mail program shows it in its light or dark dress.
 */
export function htmlPart({ subject, headline, facts, asking, invitation, closing }: Letter): string {
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
${factTable(facts)}
${asking ? askingBlock(asking) : ''}${invitation ? invitationBlock(invitation) : ''}<p style="margin:0;font-size:14px">${closing}</p>
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

function factTable(facts: readonly Fact[]): Html {
  return html`<table style="border-collapse:collapse;margin:0 0 16px">
${facts.map(factRow)}</table>`;
}

/** The code comes before the buttons: whoever presses one has read it. */
function askingBlock({ matchCode, requests, reviewUrl }: Asking): Html {
  return html`<p style="margin:0 0 24px">The page asks for this code:<br>Code: <strong style="font:600 24px/1.5 ui-monospace,Consolas,monospace;letter-spacing:4px">${matchCode}</strong></p>
${requests.map((request, place) => requestBlock(request, requests.length > 1 ? place + 1 : undefined))}${reviewUrl === undefined ? '' : reviewBlock(reviewUrl)}<p style="margin:0 0 8px;font-size:14px">${linkTerms}</p>
`;
}

function requestBlock({ facts, approveUrl, denyUrl }: AskedRequest, place: number | undefined): Html {
  const buttons = html`<p style="margin:0 0 24px">${button('Read and approve', approveUrl, '#1a7f37')} ${button('Read and deny', denyUrl, '#b42318')}</p>
`;
  if (place === undefined) return buttons;
  return html`<h2 style="margin:0 0 8px;padding:16px 0 0;border-top:1px solid #8a93a5;font-size:16px">Request ${String(place)}</h2>
${factTable(facts)}
${buttons}`;
}

function reviewBlock(url: string): Html {
  return html`<p style="margin:0 0 24px;padding:16px 0 0;border-top:1px solid #8a93a5">${button('Review all', url, '#1f4fd8')}<br>Sign in to decide on all of them together.</p>
`;
}

function invitationBlock({ joinUrl, code, endsAt }: Invitation): Html {
  return html`<p style="margin:0 0 24px">${button('Join Lapse', joinUrl, '#1f4fd8')}<br>Sign in there with the account you will use from now on.</p>
<p style="margin:0 0 24px">If the page asks for the code of your invitation:<br><code style="overflow-wrap:anywhere">${code}</code></p>
<p style="margin:0 0 8px;font-size:14px">The code works until ${instantInWords(endsAt)}, once and for you alone. Do not forward this mail.</p>
`;
}

function button(label: string, url: string, colour: string): Html {
  const style = `display:inline-block;margin:0 8px 8px 0;padding:12px 24px;border-radius:6px;background:${colour};color:#ffffff;font-weight:600;text-decoration:none`;
  return html`<a href="${url}" style="${style}">${label}</a>`;
}
