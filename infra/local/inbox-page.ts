import type { Mail } from './mailbox.ts';

/** Escapes text for HTML, attribute values included. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The mailbox as a page, in the given order; a mail's own HTML is shown in a frame that runs no scripts. */
export function inboxPage(mails: readonly Mail[]): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mailbox</title><style>
body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}
iframe{width:100%;height:24rem;border:1px solid #ccc;border-radius:.5rem}pre{white-space:pre-wrap}
</style></head><body><h1>Mailbox</h1><p>${mails.length} mails, newest first. <a href="/">Show all</a></p>
${mails.map(mailSection).join('\n')}</body></html>`;
}

function mailSection({ to, subject, text, html, at }: Mail): string {
  const address = escapeHtml(to);
  const frame = `<iframe title="Mail to ${address}" sandbox="allow-popups allow-popups-to-escape-sandbox"
    srcdoc="${escapeHtml(`<base target="_blank">${html}`)}"></iframe>`;
  return `<details><summary><b>${escapeHtml(subject)}</b> to <a href="/?to=${encodeURIComponent(to)}">${address}</a>,
${escapeHtml(at)}</summary>${html ? frame : ''}<pre>${escapeHtml(text)}</pre></details>`;
}
