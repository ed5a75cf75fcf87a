import { benchMint } from './mint.ts';
import { benchStart } from './start.ts';
import { benchVerify } from './verify.ts';
import { benchWebhook } from './webhook.ts';
import type { Ratio } from './ratio.ts';

/** Ratios of one run on one machine: only these can be compared from machine to machine. Goals, not limits. */
const groups: readonly [string, () => Promise<Ratio[]>][] = [
  ['Verify a token (client)', benchVerify],
  ['Mint a token (access)', benchMint],
  ['Accept a webhook (webhook)', benchWebhook],
  ['Start everything (local)', benchStart],
];

for (const [title, bench] of groups) {
  console.log(`\n${title}`);
  for (const { name, ratio, goal } of await bench()) {
    const verdict = goal === undefined ? '' : `goal ${goal}${ratio <= goal ? ', met' : ', missed'}`;
    console.log(`  ${ratio.toPrecision(3).padStart(8)}  ${name.padEnd(62)} ${verdict}`);
  }
}
