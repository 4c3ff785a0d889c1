/** Look of the documentation: chapters beside the text where there is room, light and dark as the reader's system is. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --sheet: #ffffff; --ink: #1c2330; --faint: #566074; --rule: #dfe3ea; --code: #eef1f6; --accent: #1f4fd8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151c; --sheet: #1a202b; --ink: #e8ebf1; --faint: #a3adbf; --rule: #313a49; --code: #10151e; --accent: #8fb0ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
a { color: var(--accent); }
.frame { display: grid; gap: 2rem; max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem; }
main { min-width: 0; }
nav { max-height: 14rem; overflow: auto; padding: 1rem 1.25rem 0; background: var(--sheet); border: 1px solid var(--rule); border-radius: .75rem; }
nav ul { margin: 0 0 1rem; padding: 0; list-style: none; font-size: .875rem; }
nav li { overflow-wrap: anywhere; }
@media (min-width: 60rem) {
  .frame { grid-template-columns: 17rem 1fr; }
  nav { position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem); padding: 0; background: none; border: 0; }
}
h1 { margin: 0 0 1rem; font-size: 1.75rem; }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.25rem; }
nav h2 { margin: 0; font-size: .875rem; }
h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .25rem; font-size: .875rem; color: var(--faint); }
article { margin: 1rem 0; padding: 1.25rem; background: var(--sheet); border: 1px solid var(--rule); border-radius: .75rem; scroll-margin-top: 1rem; }
article > p { margin: .5rem 0; }
p.about, .faint { color: var(--faint); }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
td { padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--rule); vertical-align: top; overflow-wrap: anywhere; }
td:first-child { width: 14rem; }
ul.fields { margin: 0; padding-left: 1.125rem; font-size: .875rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  article { padding: 1rem; }
  tr { display: block; padding: .25rem 0; border-top: 1px solid var(--rule); }
  td, td:first-child { display: block; width: auto; padding: 0; border: 0; }
}
code, pre { font: .875em/1.5 ui-monospace, Consolas, monospace; }
pre { margin: 0; padding: .75rem; background: var(--code); border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
