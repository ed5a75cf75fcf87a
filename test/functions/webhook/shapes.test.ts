// Claims:
// - Whatever a signed body holds, it is answered at once, with 200 or with a refusal that says what is wrong; nothing of
//   it is guessed at, and the process lives on.
// - No member of an event can stand for another: not by its place, not by a prototype, not by a number or a list.
// - Ids may hold any character; none may be empty or longer than Stripe's own.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvent, syncMessage } from '../../../shared/stripe/events.ts';
import { eventOf, openWebhook, signed } from './support.ts';

const DEEP = 10_000;

async function post(body: string) {
  const webhook = await openWebhook();
  const answer = await webhook.post(body, signed(body, webhook.now));
  return { ...answer, queued: await webhook.queued() };
}

const withObject = (json: string) => eventOf({ data: { object: 'OBJECT' } }).replace('"OBJECT"', json);
const about = (object: object) => eventOf({ data: { object } });

describe('a signed event of a wrong shape is refused, and nothing is queued', () => {
  test.each<[string, string]>([
    ['an empty id', eventOf({ id: '' })],
    ['an id that is a list', eventOf({ id: ['evt_1'] })],
    ['an id of 300 letters', eventOf({ id: `evt_${'x'.repeat(300)}` })],
    ['an id of other letters', eventOf({ id: 'evt_é' })],
    ['an id with a line', eventOf({ id: 'evt_1\n' })],
    ['an empty type', eventOf({ type: '' })],
    ['no type', eventOf({ type: undefined })],
    ['a type of 300 letters', eventOf({ type: 'x'.repeat(300) })],
    ['a time that is text', eventOf({ created: '1800000000' })],
    ['a time that is nothing', eventOf({ created: null })],
    ['a time beyond all numbers', eventOf().replace('1800000000', '1e999')],
    ['a mode that is text', eventOf({ livemode: 'false' })],
    ['an account that is a number', eventOf({ account: 1 })],
    ['no data', eventOf({ data: undefined })],
    ['data that is a list', eventOf({ data: [] })],
    ['data that is nothing', eventOf({ data: null })],
    ['an object that is nothing', eventOf({ data: { object: null } })],
    ['an object that is a list', eventOf({ data: { object: [] } })],
    ['an object that is text', eventOf({ data: { object: 'sub_1' } })],
    ['an object of no kind', about({ id: 'sub_1', customer: 'cus_1' })],
    ['an object of an empty kind', about({ id: 'sub_1', object: '', customer: 'cus_1' })],
    ['an object of a kind that is a list', about({ id: 'sub_1', object: ['subscription'] })],
    ['an object whose id is a number', about({ id: 1, object: 'subscription', customer: 'cus_1' })],
    ['an object whose id is empty', about({ id: '', object: 'customer' })],
    ['an object whose id is too long', about({ id: 'x'.repeat(256), object: 'customer' })],
    ['a customer that is a number', about({ id: 'sub_1', object: 'subscription', customer: 1 })],
    ['a customer that is empty', about({ id: 'sub_1', object: 'subscription', customer: '' })],
    ['a customer that is a list', about({ id: 'sub_1', object: 'subscription', customer: ['cus_1'] })],
    ['a customer that is no customer', about({ id: 'sub_1', object: 'subscription', customer: {} })],
    ['a customer whose id is nothing', about({ object: 'invoice', customer: { id: null } })],
    ['a customer of 256 letters', about({ object: 'invoice', customer: 'x'.repeat(256) })],
    ['a number', '7'],
    ['text', '"evt_1"'],
    ['true', 'true'],
    ['an event within text', JSON.stringify(eventOf())],
    ['two events', eventOf() + eventOf()],
    ['a comma too many', eventOf().replace(/\n\}$/, ',\n}')],
    ['single quotes', eventOf().replaceAll('"', "'")],
    ['NaN', eventOf().replace('1800000000', 'NaN')],
    ['a byte order mark within', `{\uFEFF${eventOf().slice(1)}`],
    ['NUL', `${eventOf()}\0`],
  ])('%s', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, code: 'event_malformed', queued: [] });
  });
});

describe('what is odd and does no harm is taken', () => {
  test(`${DEEP} lists within each other`, async () => {
    const nested = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
    const object = `{"id":"sub_1","object":"subscription","customer":"cus_1","metadata":${nested}}`;
    expect(await post(withObject(object))).toMatchObject({ status: 200, queued: [{ customer: 'cus_1' }] });
  });

  test(`${DEEP} objects within each other, in place of the customer, are refused`, async () => {
    const nested = `${'{"id":'.repeat(DEEP)}"cus_1"${'}'.repeat(DEEP)}`;
    const object = `{"id":"sub_1","object":"subscription","customer":${nested}}`;
    expect(await post(withObject(object))).toMatchObject({ status: 400, code: 'event_malformed' });
  });

  test('ten thousand members', async () => {
    const members = Object.fromEntries(Array.from({ length: DEEP }, (_, index) => [`m${index}`, index]));
    const body = about({ ...members, id: 'sub_1', object: 'subscription', customer: 'cus_1' });
    expect(await post(body)).toMatchObject({ status: 200, queued: [{ customer: 'cus_1' }] });
  });

  test('an account that is null: it is ours', async () => {
    expect(await post(eventOf({ account: null }))).toMatchObject({ status: 200, queued: [{}] });
  });

  test('a type that nobody needs, whatever it is about', async () => {
    for (const object of [null, 7, [], { object: 'balance' }, { id: '', customer: 9 }]) {
      expect(await post(eventOf({ type: 'balance.available', data: { object } }))).toMatchObject({
        status: 200,
        queued: [],
      });
    }
  });

  test.each([
    'cus_1#profile',
    'cus_1/../accounts',
    'ada@example.com',
    'Ünïcödé 読者',
    '__proto__',
    'constructor',
    '{"$ne":null}',
    'cus_1\u0000',
    ' ',
    'x'.repeat(255),
  ])('a customer called %j, since an account chooses its own ids', async (customer) => {
    expect(await post(about({ id: 'in_1', object: 'invoice', customer }))).toMatchObject({
      status: 200,
      queued: [{ customer }],
    });
  });
});

describe('no member stands for another', () => {
  test('a customer in a prototype is none', async () => {
    const object = '{"id":"sub_1","object":"subscription","__proto__":{"customer":"cus_other"}}';
    expect((await post(withObject(object))).queued).toMatchObject([
      { object: { type: 'subscription', id: 'sub_1' } },
    ]);
    expect({}).not.toHaveProperty('customer');
  });

  test('an event in a prototype is none', async () => {
    const body = `{"__proto__":${eventOf()}}`;
    expect(await post(body)).toMatchObject({ status: 400, code: 'event_malformed' });
  });

  test('of a member given twice the last counts, as everywhere in this runtime, and only one', async () => {
    const object = '{"id":"sub_1","object":"subscription","customer":"cus_1","customer":"cus_2"}';
    const { queued } = await post(withObject(object));
    expect(queued).toMatchObject([{ customer: 'cus_2' }]);
    expect(JSON.stringify(queued)).not.toContain('cus_1');
  });

  test('a mode given twice is the last one, also where the first would pass', async () => {
    const body = eventOf().replace('"livemode": false', '"livemode": false, "livemode": true');
    expect(await post(body)).toMatchObject({ status: 400, code: 'event_wrong_mode' });
  });

  test('a customer of something inside the object is not the object’s', async () => {
    const object = { id: 'dp_1', object: 'dispute', charge: { id: 'ch_1', customer: 'cus_inner' } };
    const body = eventOf({ type: 'charge.dispute.created', data: { object } });
    expect((await post(body)).queued).toMatchObject([{ object: { type: 'dispute', id: 'dp_1' } }]);
  });

  test('nor is one in what changed', async () => {
    const object = { id: 'sub_1', object: 'subscription', customer: 'cus_1' };
    const body = eventOf({ data: { object, previous_attributes: { customer: 'cus_before' } } });
    expect((await post(body)).queued).toMatchObject([{ customer: 'cus_1' }]);
  });
});

/** What it should be, and one time in ten anything else. */
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) });

const objects = fc.record(
  {
    id: mostly(fc.string()),
    object: mostly(fc.constantFrom('invoice', 'customer', 'dispute')),
    customer: mostly(fc.oneof(fc.string(), fc.record({ id: fc.string() }), fc.constant(null))),
  },
  { requiredKeys: ['object'] },
);
const events = fc.record({
  id: mostly(fc.constant('evt_1')),
  object: mostly(fc.constant('event')),
  type: mostly(fc.constantFrom('invoice.paid', 'payout.paid')),
  created: mostly(fc.nat()),
  livemode: mostly(fc.constant(false)),
  data: mostly(fc.record({ object: mostly(objects) })),
});

test('any JSON at all is answered, and what is taken is a message that the sync reads', () => {
  let taken = 0;
  fc.assert(
    fc.property(mostly(events), (value) => {
      const read = readEvent(new TextEncoder().encode(JSON.stringify(value)), false);
      if (typeof read === 'string') return;
      taken += 1;
      expect(syncMessage.parse(read.message)).toEqual(read.message);
      expect(read.message).toMatchObject({ kind: 'event', type: 'invoice.paid' });
    }),
    { seed: 38, numRuns: 1_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('any bytes at all are answered', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(readEvent(bytes, false)).toBe('event_malformed');
    }),
    { seed: 39, numRuns: 500 },
  );
});
