/** The stylesheet of the service's own pages; served as a file, since the pages allow no inline style. */
export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --paper: #f6f4ef; --card: #fffefb; --ink: #1c1b19; --quiet: #5f5a52; --line: #d9d3c7;
  --accent: #26231f; --on-accent: #fffefb; --alarm: #9b1c1c;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #161513; --card: #1f1e1b; --ink: #efebe3; --quiet: #aaa397; --line: #3a372f;
    --accent: #efe6d6; --on-accent: #1c1b19; --alarm: #ff9d94; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main, footer { max-width: 30rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; padding-bottom: 1rem; }
header a { color: inherit; text-decoration: none; border-bottom: 3px double var(--line); font: 700 1.5rem/1.2 Georgia, "Times New Roman", serif; }
main { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1.5rem 1.5rem 1.75rem; width: calc(100% - 2.5rem); }
footer { padding-top: 1.25rem; padding-bottom: 3rem; color: var(--quiet); font-size: .9375rem; }
h1 { font: 700 1.625rem/1.2 Georgia, "Times New Roman", serif; margin: 0 0 .75rem; }
h2 { font-size: 1.0625rem; margin: 1.75rem 0 .5rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
label { display: block; font-weight: 600; margin-bottom: .375rem; }
input { font: inherit; color: inherit; background: var(--paper); width: 100%; padding: .625rem .75rem;
  border: 1px solid var(--quiet); border-radius: .375rem; }
input[type='radio'] { flex: none; width: auto; height: 1.55em; margin: 0 .5rem 0 0; }
fieldset { border: 1px solid var(--line); border-radius: .375rem; padding: .5rem .75rem; margin: 0 0 1rem; }
fieldset label { display: flex; font-weight: 400; margin: .375rem 0; }
input.code { font-size: 1.5rem; letter-spacing: .35em; font-variant-numeric: tabular-nums; }
button, .button { overflow-wrap: anywhere; font: inherit; font-weight: 650; display: inline-block; width: 100%; text-align: center; margin-top: 1rem;
  padding: .6875rem 1rem; min-height: 2.75rem; color: var(--on-accent); background: var(--accent); text-decoration: none;
  border: 1px solid var(--accent); border-radius: .375rem; cursor: pointer; }
button.quiet, .button.quiet { color: var(--accent); background: transparent; margin-top: .25rem; }
form + form button.quiet { margin-top: .75rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.price { font: 700 1.375rem/1.3 Georgia, "Times New Roman", serif; margin-bottom: .25rem; }
.quiet-text { color: var(--quiet); }
.notice { border-left: .25rem solid var(--accent); padding: .5rem .75rem; background: var(--paper); border-radius: .25rem; }
.alert { color: var(--alarm); font-weight: 600; }
input + .alert { margin: .5rem 0 0; }
form + .quiet-text { margin: 1.25rem 0 0; }
.quiet-text + .quiet-text { margin: .75rem 0 0; }
.quiet-text + form { margin-top: 1.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .375rem 1rem; margin: 0 0 1rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
ul.holdings { list-style: none; padding: 0; }
ul.holdings li { border: 1px solid var(--line); border-radius: .375rem; padding: .75rem .875rem; margin-bottom: .75rem; }
ul.holdings p:last-child { margin-bottom: 0; }
ul.holdings p + p { margin-top: -.5rem; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; }
.acts form { flex: 1 1 11rem; }
.acts button, .acts button.quiet { margin: 0; padding: .5rem .625rem; font-size: .9375rem; }
ul.holdings li.needs { border-color: var(--alarm); border-left-width: .25rem; }
ul { padding-left: 1.2rem; margin: 0 0 1rem; } li { margin-bottom: .375rem; }
ul.ways { list-style: none; padding: 0; border-top: 1px solid var(--line); }
ul.ways li { margin: 0; border-bottom: 1px solid var(--line); }
.way, button.way { display: block; width: 100%; margin: 0; padding: .6875rem 1.5rem .6875rem 0; text-align: start; text-decoration: none;
  font-weight: 400; color: var(--ink); background: transparent; border: 0; border-radius: 0; position: relative; }
.way::after { content: "›"; position: absolute; inset-inline-end: .25rem; color: var(--quiet); }
.way:hover { text-decoration: underline; }
li.device { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
li.device > div { flex: 1 1 12rem; }
ul.holdings li.device p + p { margin-top: -.75rem; font-size: .9375rem; }
li.device button.quiet { margin: 0; width: auto; padding: .5rem .875rem; font-size: .9375rem; }
.tag { font-size: .8125rem; font-weight: 600; padding: .0625rem .5rem; border: 1px solid var(--line); border-radius: 1rem; white-space: nowrap; }
.field + .field, .agreed + .field, .field + .agreed { margin-top: 1.25rem; }
.agreed::before { content: "✓ "; }
@media (max-width: 24rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
`;
