import { escapeHtml } from './inbox-page.ts';

/** A page that tells the local stack's time and moves it on. */
export function controlPage(now: string, links: Readonly<Record<string, string>>): string {
  const steps = [
    ['15 minutes', 15] as const,
    ['1 hour', 60] as const,
    ['8 hours', 480] as const,
    ['1 day', 1440] as const,
  ];
  const buttons = steps.map(([label, minutes]) => `<button data-minutes="${minutes}">+ ${label}</button>`);
  const items = Object.entries(links).map(
    ([label, address]) => `<li><a href="${escapeHtml(address)}">${escapeHtml(label)}</a>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lapse on this machine</title><style>
body{font:16px/1.5 system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}button{font:inherit;margin-right:.5rem}
</style></head><body><h1>Lapse on this machine</h1><p>It is <b id="now">${now}</b></p><p>${buttons.join('')}</p>
<ul>${items.join('')}<li><a href="/logs">Logs of the functions</a></ul><script>
for (const button of document.querySelectorAll('button')) button.onclick = async () => {
  const body = JSON.stringify({ advanceMinutes: Number(button.dataset.minutes) });
  const answer = await fetch('/clock', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  document.getElementById('now').textContent = (await answer.json()).now;
};
</script></body></html>`;
}
