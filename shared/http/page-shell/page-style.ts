/** Look of the decision page: one column, light and dark as the reader's system is, nothing fetched. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --sheet: #ffffff; --ink: #1c2330; --faint: #566074; --line: #8a93a5; --rule: #dfe3ea;
  --accent: #1f4fd8; --on-accent: #ffffff; --alarm: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151c; --sheet: #1a202b; --ink: #e8ebf1; --faint: #a3adbf; --line: #7c8799; --rule: #313a49;
    --accent: #8fb0ff; --on-accent: #0d1526; --alarm: #ff9d94;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: 2rem 1.25rem; background: var(--sheet); min-height: 100vh; }
@media (min-width: 40rem) {
  main { margin: 3rem auto; padding: 2.5rem; min-height: 0; border: 1px solid var(--rule); border-radius: .75rem; }
}
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
p:empty { margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.25rem; margin: 0 0 1.5rem; }
dt { color: var(--faint); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
dd code { color: var(--faint); font: .875em ui-monospace, Consolas, monospace; }
dd.typed { max-height: 7.5rem; overflow: auto; padding-left: .75rem; border-left: 3px solid var(--rule); }
fieldset { display: flex; gap: .75rem; margin: 0 0 1.5rem; padding: 0; border: 0; }
legend, form > label { display: block; margin: 0 0 .375rem; padding: 0; font-weight: 600; }
fieldset label { flex: 1; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; cursor: pointer; }
fieldset label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
input[type="radio"] { accent-color: var(--accent); margin: 0 .375rem 0 0; }
#match-code, #code, textarea { width: 100%; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; font: inherit; }
#match-code { max-width: 9rem; font: 600 1.25rem/1.5 ui-monospace, Consolas, monospace; letter-spacing: .2em; text-transform: uppercase; }
#code { font: 1rem/1.5 ui-monospace, Consolas, monospace; }
textarea { margin: 0 0 1.5rem; resize: vertical; }
.hint { margin: .375rem 0 1.5rem; color: var(--faint); font-size: .875rem; }
#problem { color: var(--alarm); font-weight: 600; }
button { width: 100%; padding: .75rem 1.25rem; border: 1px solid transparent; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; transition: opacity .15s; }
button.second { border-color: var(--line); background: transparent; color: inherit; }
.choices { display: grid; gap: .75rem; margin: 0 0 1.5rem; }
.choices p { margin: 0; }
.pair { grid-template-columns: 1fr 1fr; }
section { margin: 0 0 1.5rem; padding: 1.5rem 0 0; border-top: 1px solid var(--rule); }
section fieldset { gap: .5rem; }
section fieldset label { padding: .75rem .5rem; white-space: nowrap; }
h2 { margin: 0 0 .75rem; font-size: 1.125rem; overflow-wrap: anywhere; }
#results { margin: 0 0 1rem; padding: 0 0 0 1.25rem; overflow-wrap: anywhere; }
button:disabled { opacity: .5; cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#status:focus { outline: none; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
