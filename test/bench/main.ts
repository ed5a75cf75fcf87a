import { parseArgs } from 'node:util';
import { benchCold } from './cold.ts';
import { benchEvents } from './events.ts';
import { benchMint } from './mint.ts';
import { benchRotation } from './rotation.ts';
import { benchSize } from './size.ts';
import { benchStart } from './start.ts';
import { benchVerify } from './verify.ts';
import { benchWebhook } from './webhook.ts';
import type { Ratio } from './ratio.ts';

const { values } = parseArgs({
  options: { renewals: { type: 'string', default: '500' }, only: { type: 'string', default: '' } },
});

/** Ratios of one run on one machine: only these can be compared from machine to machine. Goals, not limits. */
const groups: readonly [string, () => Promise<Ratio[]>][] = [
  ['Verify a token (client)', benchVerify],
  ['Load the client, minified and gzipped, over 3 KB (client)', benchSize],
  ['Mint a token (access)', benchMint],
  ['Accept a webhook (webhook)', benchWebhook],
  ['Take events in (webhook, sync)', () => benchEvents(Number(values.renewals))],
  ['Live through a year of key rotation (rotate)', benchRotation],
  ['Load what is deployed, cold (functions)', benchCold],
  ['Start everything (local)', benchStart],
];

// Work that waits for nothing but other processes must not let this one end.
const awake = setInterval(() => undefined, 1_000);
for (const [title, bench] of groups.filter(([name]) => name.includes(values.only))) {
  console.log(`\n${title}`);
  for (const { name, ratio, goal } of await bench()) {
    const verdict = goal === undefined ? '' : `goal ${goal}${ratio <= goal ? ', met' : ', missed'}`;
    console.log(`  ${ratio.toPrecision(3).padStart(8)}  ${name.padEnd(62)} ${verdict}`);
  }
}
clearInterval(awake);
