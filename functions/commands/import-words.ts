import type { ImportReport } from '../../shared/stripe/import-report.ts';

/** Ids that are shown of each kind; `--json` has all. */
const SHOWN = 10;

/** A report for people. Addresses are not in it: customers are named by Stripe's ids. */
export function reportLines(report: ImportReport): string[] {
  const { addresses, oneAddress, paidTwice, unmappedProducts } = report;
  return [
    `Customers: ${count(report.customers)}`,
    `Who have or had what the publication sells: ${count(report.concerned)}`,
    ...section(
      'Subscriptions:',
      Object.entries(report.subscriptions).map(([plan, statuses]) => `${plan}: ${counts(statuses)}`),
    ),
    ...section('Passes:', isEmpty(report.passes) ? [] : [counts(report.passes)]),
    ...section(
      'Passes of plans that the configuration does not have (they give nothing):',
      isEmpty(report.passesOfUnknownPlans) ? [] : [counts(report.passesOfUnknownPlans)],
    ),
    ...section(
      'Passes that guests paid (they give nothing; have payment links always make a customer, see docs/billing.md):',
      report.guestPasses,
    ),
    ...section(
      'Products that no plan names (they give nothing; name them in the configuration if they should):',
      unmappedProducts.map(
        (one) =>
          `${one.product}: subscriptions ${count(one.subscriptions)}, customers ${count(one.customers)}`,
      ),
    ),
    ...section('Without an address (their members cannot sign in until Stripe has one):', addresses.missing),
    ...section('With an address that cannot be mailed:', addresses.invalid),
    ...section('With an address beyond ASCII (write its domain as xn--…):', addresses.notAscii),
    ...section(
      'Customers with one address, who become one member:',
      oneAddress.map((customers) => customers.join(', ')),
    ),
    ...section(
      'Paid for twice (refund one at Stripe):',
      paidTwice.map(({ plan, subscriptions }) => `${plan}: ${subscriptions.join(', ')}`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - SHOWN;
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  return ['', title, ...shown, ...(rest > 0 ? [`  and ${count(rest)} more`] : [])];
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .sort(([, one], [, other]) => other - one)
    .map(([what, number]) => `${count(number)} ${what}`)
    .join(', ');
}

function isEmpty(of: object): boolean {
  return Object.keys(of).length === 0;
}

export function count(number: number): string {
  return number.toLocaleString('en-US');
}
