/** Summary and form beside each other, where there is room. The fields of the other ways to pay are hidden by CSS. */
export const CHECKOUT_STYLE = `
  .checkout { display: grid; gap: 1.5rem; max-width: 58rem; margin: 0 auto; }
  @media (min-width: 52rem) {
    .checkout { grid-template-columns: 1fr 1fr; gap: 3.5rem; align-items: start; padding-top: 1.5rem; }
  }
  .checkout h1 { font-size: 1.0625rem; font-weight: 550; color: var(--quiet); margin: 0 0 .25rem; }
  .total { font-size: 2.5rem; font-weight: 680; letter-spacing: -.02em; line-height: 1.1; margin: 0 0 .25rem; }
  .per { font-size: 1rem; font-weight: 450; letter-spacing: 0; color: var(--quiet); }
  .checkout dl { margin: 1.25rem 0 0; padding: 0; font-variant-numeric: tabular-nums; }
  .checkout dl > div { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 0; }
  .checkout dl > div + div { border-top: 1px solid var(--line); }
  .checkout dt, .checkout dd { margin: 0; }
  .checkout dd { text-align: right; white-space: nowrap; }
  .checkout dt small { display: block; font-size: .8125rem; color: var(--quiet); }
  .due { font-weight: 650; }
  .chip { display: inline-flex; align-items: center; gap: .375rem; padding: .125rem .5rem; border-radius: .375rem;
    background: var(--ground); border: 1px solid var(--line); font-size: .8125rem; font-weight: 600; overflow-wrap: anywhere; }
  .chip button { border: 0; padding: 0 .125rem; background: none; font-size: 1rem; line-height: 1; color: var(--quiet); }
  .code { display: flex; gap: .5rem; margin-top: .5rem; }
  .code button { flex: none; }
  .code + .error { margin: .625rem 0 0; }
  .back { margin: 1.5rem 0 0; font-size: .875rem; }
  .payer p { margin: 0; overflow-wrap: anywhere; }
  .code input { text-transform: uppercase; min-width: 0; }
  .code input::placeholder { text-transform: none; color: var(--quiet); opacity: 1; }
  .means { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; border: 0; margin: 1rem 0 0; padding: 0; }
  .means legend { font-weight: 550; font-size: .9rem; padding: 0; margin-bottom: .375rem; }
  .means label { display: flex; align-items: center; gap: .5rem; margin: 0; padding: .6rem .75rem; cursor: pointer;
    border: 1px solid var(--quiet); border-radius: .5rem; }
  .means label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
  .means label:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
  .means input { width: auto; accent-color: var(--accent); }
  form:has(#means-card:checked) .panel-sepa, form:has(#means-sepa:checked) .panel-card { display: none; }
  .fine { font-size: .8125rem; color: var(--quiet); margin: .75rem 0 0; }
  .checkout summary { cursor: pointer; font-size: .875rem; color: var(--quiet); }
  .checkout table { width: 100%; border-collapse: collapse; font-size: .8125rem; margin-top: .5rem; }
  .checkout th, .checkout td { text-align: left; font-weight: 400; padding: .3rem 0; vertical-align: top; }
  .checkout th { white-space: nowrap; padding-right: .75rem; font-variant-numeric: tabular-nums; }
  @media (max-width: 24rem) { .checkout th { white-space: normal; } }
`;
