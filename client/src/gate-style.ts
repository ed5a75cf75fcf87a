/** Colours come from the page: text is its own, and the button is a pair of system colours unless the site sets both. */
export const GATE_STYLE = `
:host { display: block; }
:host([hidden]), [hidden] { display: none !important; }
.panel:empty { display: none; }
.panel { box-sizing: border-box; max-width: 34rem; margin: 1.5rem auto; padding: clamp(1.125rem, 4vw, 1.75rem);
  color: var(--gatefold-ink, inherit); background: var(--gatefold-paper, transparent);
  font: var(--gatefold-font, inherit); line-height: 1.45; text-align: start;
  border: 1px solid var(--gatefold-line, color-mix(in srgb, currentColor 28%, transparent));
  border-radius: var(--gatefold-radius, .5rem); }
.panel:focus { outline: none; }
h2, p, ul { margin: 0; }
h2 { font-family: var(--gatefold-heading-font, inherit); font-size: 1.375em; line-height: 1.2; text-wrap: balance; }
h2 + *, p + *, ul + * { margin-top: .875rem; }
ul { padding: 0; list-style: none; display: grid; gap: .75rem; }
li { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; }
li + li { padding-top: .75rem; border-top: 1px solid var(--gatefold-line, color-mix(in srgb, currentColor 18%, transparent)); }
.plan { flex: 1 1 10rem; min-width: 0; overflow-wrap: anywhere; }
.name { font-weight: 650; }
.price { display: block; }
.action { box-sizing: border-box; display: inline-block; min-height: 2.75rem; padding: .6rem 1.25rem; font: inherit;
  font-weight: 650; line-height: 1.45; text-align: center; text-decoration: none; cursor: pointer;
  color: var(--gatefold-on-accent, Canvas); background: var(--gatefold-accent, CanvasText);
  border: 1px solid var(--gatefold-accent, currentColor); border-radius: calc(var(--gatefold-radius, .5rem) * .75); }
.action:hover { text-decoration: underline; text-underline-offset: .2em; }
.quiet a { color: inherit; font-weight: 600; text-underline-offset: .2em; padding-block: .5rem; }
:focus-visible { outline: 3px solid var(--gatefold-focus, currentColor); outline-offset: 3px; }
.skeleton { display: grid; gap: .75rem; margin-block: 1rem; }
.skeleton i { height: .75em; border-radius: .25em; background: color-mix(in srgb, currentColor 14%, transparent); }
.skeleton i:last-child { width: 62%; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) {
  .skeleton i { animation: breathe 1.6s ease-in-out infinite alternate; }
  @keyframes breathe { to { opacity: .45; } }
}
@media (forced-colors: active) { .skeleton i { border: 1px solid GrayText; } }
@media print { .panel, .skeleton { display: none; } }
@media (max-width: 24rem) { .action { width: 100%; } }
`;
