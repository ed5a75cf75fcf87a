// Claims:
// - Only Stripe, and whoever else holds a signing secret of this endpoint, can tell Gatefold that anything changed.
// - An old event cannot be played back, nor one that claims to be from the future: five minutes either way, no more.
// - While the secret is being rolled both work; when the roll is over, the old one does not.
// - What is checked is the bytes that came, whatever their alphabet or their white space.
import { describe, expect, test } from 'vitest';
import { SECRET, eventOf, openWebhook, signed } from './support.ts';

const BODY = eventOf();
const OLD_SECRET = 'whsec_before_the_roll';

describe('row 38: a signature that is not right', () => {
  const cases: [string, (now: number) => { body?: string; header?: string; code: string }][] = [
    ['no header', () => ({ code: 'signature_missing' })],
    ['an empty header', () => ({ header: '', code: 'signature_missing' })],
    [
      'a body changed by a byte',
      (now) => ({
        body: BODY.replace('cus_1', 'cus_2'),
        header: signed(BODY, now),
        code: 'signature_invalid',
      }),
    ],
    [
      'a body with a byte more',
      (now) => ({ body: `${BODY} `, header: signed(BODY, now), code: 'signature_invalid' }),
    ],
    [
      'the same JSON, written another way',
      (now) => ({
        body: JSON.stringify(JSON.parse(BODY)),
        header: signed(BODY, now),
        code: 'signature_invalid',
      }),
    ],
    ['an empty body', (now) => ({ body: '', header: signed(BODY, now), code: 'signature_invalid' })],
    ['no v1', (now) => ({ header: `t=${now}`, code: 'signature_malformed' })],
    ['only v0', (now) => ({ header: signed(BODY, now, SECRET, 'v0'), code: 'signature_malformed' })],
    ['an empty v1', (now) => ({ header: `t=${now},v1=`, code: 'signature_invalid' })],
    ['half a v1', (now) => ({ header: signed(BODY, now).slice(0, -32), code: 'signature_invalid' })],
    [
      'another secret',
      (now) => ({ header: signed(BODY, now, 'whsec_of_another_endpoint'), code: 'signature_invalid' }),
    ],
    ['an empty secret', (now) => ({ header: signed(BODY, now, ''), code: 'signature_invalid' })],
    ['301 s old', (now) => ({ header: signed(BODY, now - 301), code: 'signature_stale' })],
    ['301 s ahead', (now) => ({ header: signed(BODY, now + 301), code: 'signature_stale' })],
    [
      'a new time on an old signature',
      (now) => ({
        header: signed(BODY, now - 400).replace(`t=${now - 400}`, `t=${now}`),
        code: 'signature_invalid',
      }),
    ],
    [
      'a second time beside the signed one',
      (now) => ({ header: `t=${now},${signed(BODY, now - 400)}`, code: 'signature_malformed' }),
    ],
    ['no time', (now) => ({ header: signed(BODY, now).replace(/^t=\d+,/, ''), code: 'signature_malformed' })],
    ...['', 'now', '1.8e9', '-1800000000', '0x6b49d200', ' ', '1800000000000000'].map(
      (time): [string, (now: number) => { header: string; code: string }] => [
        `a time that reads "${time}"`,
        (now) => ({ header: signed(BODY, now).replace(/t=\d+/, `t=${time}`), code: 'signature_malformed' }),
      ],
    ),
  ];
  test.each(cases)('%s is refused, and nothing is queued', async (_, caseOf) => {
    const webhook = await openWebhook();
    const { body = BODY, header, code } = caseOf(webhook.now);
    expect(await webhook.post(body, header)).toMatchObject({ status: 400, code });
    expect(await webhook.queued()).toEqual([]);
  });

  test('a refusal is logged by its code, without the body or the signature', async () => {
    const webhook = await openWebhook();
    await webhook.post(BODY, signed(BODY, webhook.now - 301));
    expect(webhook.logLines.map((line) => JSON.parse(line) as object)).toEqual([
      { level: 'warn', event: 'webhook_refused', requestId: 'req_1', outcome: 'signature_stale' },
    ]);
  });
});

describe('row 38: a signature that is right', () => {
  const cases: [string, (now: number) => string][] = [
    ['made now', (now) => signed(BODY, now)],
    ['300 s old', (now) => signed(BODY, now - 300)],
    ['300 s ahead', (now) => signed(BODY, now + 300)],
    ['with a wrong v1 before it', (now) => signed(BODY, now).replace(',', `,v1=${'0'.repeat(64)},`)],
    ['with a wrong v1 after it', (now) => `${signed(BODY, now)},v1=${'0'.repeat(64)}`],
    ['with a malformed v1 and a v0 beside it', (now) => `${signed(BODY, now)},v1=zz,v0=${'0'.repeat(64)}`],
    ['with spaces after the commas', (now) => signed(BODY, now).replace(',', ', ')],
  ];
  test.each(cases)('%s is accepted and queued', async (_, header) => {
    const webhook = await openWebhook();
    expect(await webhook.post(BODY, header(webhook.now))).toEqual({
      status: 200,
      received: true,
      queued: true,
    });
    expect(await webhook.queued()).toHaveLength(1);
  });
});

describe('row 39: rolling the secret', () => {
  test('while both are in force, either will do, and so will a header that carries both', async () => {
    const webhook = await openWebhook({ secrets: [SECRET, OLD_SECRET] });
    const [byNew, byOld] = [signed(BODY, webhook.now), signed(BODY, webhook.now, OLD_SECRET)];
    for (const header of [byNew, byOld, `${byOld},${byNew.replace(/^t=\d+,/, '')}`]) {
      expect(await webhook.post(BODY, header)).toMatchObject({ status: 200 });
    }
    expect(await webhook.queued()).toHaveLength(3);
  });

  test('when the roll is over, the old one is refused', async () => {
    const webhook = await openWebhook({ secrets: [SECRET] });
    const header = signed(BODY, webhook.now, OLD_SECRET);
    expect(await webhook.post(BODY, header)).toMatchObject({ status: 400, code: 'signature_invalid' });
    expect(await webhook.queued()).toEqual([]);
  });

  test('a deployment without any secret accepts nothing', async () => {
    const webhook = await openWebhook({ secrets: [] });
    expect(await webhook.post(BODY, signed(BODY, webhook.now, ''))).toMatchObject({ status: 400 });
  });
});

describe('the raw bytes are what is verified', () => {
  const named = (name: string) =>
    eventOf({ data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_1', name } } });
  test.each([
    ['letters of other alphabets', named('Zoë Ångström, 読者, 👩‍💻')],
    ['the same letters, composed otherwise', named('Zoe\u0308')],
    ['line separators', named('\u2028\u2029')],
    ['no white space', JSON.stringify(JSON.parse(BODY))],
    ['tabs, carriage returns and a line at the end', `${BODY.replaceAll('\n', '\r\n\t')}\n`],
    ['escapes', BODY.replace('cus_1', String.raw`\u0063us_1`)],
  ])('%s', async (_, body) => {
    const webhook = await openWebhook();
    expect(await webhook.post(body, signed(body, webhook.now))).toMatchObject({ status: 200, queued: true });
    expect(await webhook.queued()).toMatchObject([{ customer: 'cus_1' }]);
  });

  test('two ways of writing one letter are two bodies', async () => {
    const webhook = await openWebhook();
    const header = signed(named('Zoe\u0308'), webhook.now);
    expect(await webhook.post(named('Zo\u00eb'), header)).toMatchObject({ code: 'signature_invalid' });
  });
});
