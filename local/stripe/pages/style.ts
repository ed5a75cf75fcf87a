/** The one style sheet of all pages: light and dark, from 320 px on. */
export const STYLE = `
  :root {
    --ink: #1a1f36; --quiet: #5b6478; --line: #dfe3ea; --paper: #fff; --ground: #f5f6f8; --edge: #b9c0cc; --sunk: #f0f2f6;
    --accent: #4f46c8; --accent-ink: #fff; --bad: #b3261e; --good: #17663a; --warn: #7a4b00;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ink: #e8eaf2; --quiet: #a7aec0; --line: #343b4e; --paper: #1b2030; --ground: #12151f; --edge: #4d566d; --sunk: #151927;
      --accent: #a5a0ff; --accent-ink: #14122e; --bad: #ff9d95; --good: #7fd6a3; --warn: #f2c879;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--ground); color: var(--ink);
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
  }
  a { color: var(--accent); }
  p { margin: .5rem 0; }
  .notice {
    margin: 0; padding: .5rem 1rem; text-align: center; font-size: .875rem;
    background: var(--ink); color: var(--ground);
  }
  main { max-width: 82rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
  main.narrow { max-width: 30rem; }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
  h2 { font-size: 1.125rem; margin: 1.75rem 0 .75rem; }
  h3 { font-size: 1rem; margin: 0; }
  .card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin: 0 0 1rem; }
  .card > :first-child { margin-top: 0; }
  .card > :last-child { margin-bottom: 0; }
  .quiet { color: var(--quiet); font-size: .875rem; }
  .amount { font-size: 2rem; font-weight: 650; margin: .25rem 0; }
  .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  .spread { justify-content: space-between; }
  .end { align-items: flex-end; }
  .stack > * + * { margin-top: .75rem; }
  .stack > h3 { margin-top: 1.25rem; }
  .board h2:first-child, .card > h2:first-child { margin-top: 0; }
  fieldset { border: 1px solid var(--edge); }
  label { display: block; font-weight: 550; font-size: .9rem; margin: .875rem 0 .25rem; }
  input, select, textarea {
    width: 100%; font: inherit; color: inherit; padding: .6rem .75rem; background: var(--paper);
    border: 1px solid var(--quiet); border-radius: .5rem;
  }
  input[type="radio"], input[type="checkbox"] { width: auto; accent-color: var(--accent); }
  input[aria-invalid="true"] { border-color: var(--bad); border-width: 2px; }
  .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
  button, .button {
    font: inherit; font-weight: 550; padding: .45rem .8rem; border-radius: .5rem; cursor: pointer;
    border: 1px solid var(--edge); background: var(--paper); color: inherit; text-decoration: none; display: inline-block;
  }
  button:hover, .button:hover { border-color: var(--quiet); }
  button.primary, .button.primary { background: var(--accent); color: var(--accent-ink); border-color: transparent; }
  button.danger { color: var(--bad); border-color: currentColor; }
  button.wide, .button.wide { width: 100%; padding: .75rem; margin-top: 1.25rem; text-align: center; }
  button.small, .button.small { font-size: .8125rem; padding: .25rem .6rem; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .error { color: var(--bad); border: 1px solid var(--bad); border-radius: .5rem; padding: .6rem .75rem; margin: 0 0 1rem; }
  .tag { font-size: .8125rem; font-weight: 600; padding: .1rem .5rem; border-radius: 1rem; border: 1px solid currentColor; white-space: nowrap; }
  .tag.good { color: var(--good); } .tag.bad { color: var(--bad); } .tag.warn { color: var(--warn); }
  code { font: .8125rem/1.4 ui-monospace, Consolas, monospace; overflow-wrap: anywhere; }
  form { margin: 0; }
  form.inline { display: flex; flex-wrap: wrap; gap: .25rem; align-items: center; }
  form.inline input, form.inline select { width: 9rem; padding: .25rem .5rem; font-size: .8125rem; }
  form.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .25rem .6rem; align-items: end; }
  form.fields label { margin: .25rem 0 .15rem; font-size: .8125rem; }
  form.fields input, form.fields select { padding: .3rem .5rem; font-size: .875rem; }
  ul.plain { list-style: none; margin: 0; padding: 0; }
  ul.plain > li + li { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem; }
  .choice { display: flex; gap: .6rem; align-items: flex-start; margin: .5rem 0; font-weight: 400; }
  .choice input { margin-top: .35rem; }
  .sunk { background: var(--sunk); border-radius: .5rem; padding: .75rem; margin: .75rem 0; }
  summary { cursor: pointer; font-weight: 550; }
  details > summary + * { margin-top: .75rem; }
  .clock { position: sticky; top: 0; z-index: 1; }
  .clock time { font-size: 1.25rem; font-weight: 650; font-variant-numeric: tabular-nums; }
  .board { display: grid; gap: 0 1.5rem; grid-template-columns: minmax(0, 1fr); }
  @media (min-width: 64rem) { .board { grid-template-columns: minmax(0, 1fr) 25rem; } }
  @media (max-width: 40rem) { .clock { position: static; } .card { padding: 1rem; } }
  table { width: 100%; border-collapse: collapse; font-size: .875rem; }
  th { text-align: left; font-weight: 550; color: var(--quiet); }
  .scroll table { min-width: 32rem; }
  th, td.number, .fixed { white-space: nowrap; }
  [id] { scroll-margin-top: 9rem; }
  th, td { padding: .35rem .5rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
  .scroll { overflow-x: auto; }
  .scroll:focus-visible { outline-offset: 0; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
