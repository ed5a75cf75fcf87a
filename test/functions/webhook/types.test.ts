// Claims:
// - Every type of event that Stripe's SDK knows is either acted on or acknowledged with 200 and forgotten, and
//   docs/billing.md says which and why. A type that an update of the SDK brings fails here until that is decided.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SYNC_EVENT_TYPES } from '../../../shared/stripe/events.ts';
import { eventOf, openWebhook, signed } from './support.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** The SDK has them as a union of types, which leaves nothing to ask at run time. */
const KNOWN = [
  ...new Set(
    [...read('node_modules/stripe/esm/resources/Events.d.ts').matchAll(/ type: '([a-z0-9_.]+)';/g)].map(
      ([, type = '']) => type,
    ),
  ),
];

const section = (title: string) => {
  const [, rest = ''] = read('docs/billing.md').split(`### ${title}\n`);
  return rest.split(/^#/m)[0] ?? '';
};
/** The first cell of each row: exact types, and families such as `payout.*`. */
const listed = (title: string) =>
  [...section(title).matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, type = '']) => type),
  );
const covers = (pattern: string, type: string) =>
  pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

const NOT_ACTED_ON = listed('Those that are not');

test('the SDK has hundreds of types, and those that are acted on are among them', () => {
  expect(KNOWN.length).toBeGreaterThan(200);
  expect([...SYNC_EVENT_TYPES].filter((type) => !KNOWN.includes(type))).toEqual([]);
});

test('docs/billing.md lists those that are acted on, in the order of the code', () => {
  expect(listed('Those that are acted on')).toEqual([...SYNC_EVENT_TYPES]);
});

describe('docs/billing.md lists those that are not', () => {
  test('each of them once', () => {
    const others = KNOWN.filter((type) => !SYNC_EVENT_TYPES.has(type));
    expect(others.filter((type) => NOT_ACTED_ON.filter((one) => covers(one, type)).length !== 1)).toEqual([]);
  });

  test('none that is acted on, and no family of such a one: a new type there is to be decided on', () => {
    const families = NOT_ACTED_ON.filter((one) => [...SYNC_EVENT_TYPES].some((type) => covers(one, type)));
    expect(families).toEqual([]);
  });

  test('none that is not there', () => {
    expect(NOT_ACTED_ON.filter((one) => !KNOWN.some((type) => covers(one, type)))).toEqual([]);
  });
});

test('any other type is acknowledged and not queued', async () => {
  const webhook = await openWebhook();
  for (const type of [...KNOWN.filter((one) => !SYNC_EVENT_TYPES.has(one)), 'customer.subscription.frozen']) {
    const body = eventOf({ type });
    const answer = await webhook.post(body, signed(body, webhook.now));
    expect(answer, type).toEqual({ status: 200, received: true, queued: false });
  }
  expect(await webhook.queued()).toEqual([]);
});

test('each type that is acted on is queued', async () => {
  const webhook = await openWebhook();
  for (const type of SYNC_EVENT_TYPES) {
    const body = eventOf({ type });
    expect(await webhook.post(body, signed(body, webhook.now)), type).toMatchObject({ queued: true });
  }
  const queued = await webhook.queued();
  expect(queued.map((message) => message.kind === 'event' && message.type)).toEqual([...SYNC_EVENT_TYPES]);
});
