// Claims:
// - Nobody is signed in by a link that somebody else sent them without being told as whom, nor by a mail scanner.
// - Codes cannot be guessed; links and codes work once; their owner's link works whatever others try.
// - Nobody learns from signing in whether an address is known, and nobody can flood an inbox with it.
// - No two addresses that look alike are ever one member, and mail goes to the address that is stored.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordCommands } from '../../support/engine.ts';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import { openWorld } from '../../support/world.ts';
import type { Reader } from '../../support/reader.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function ask(email: string, reader: Reader = world.reader()): Promise<Reader> {
  const response = await reader.call(`${world.issuer}/v1/sign-in`, { email }, world.site);
  expect(response.status).toBe(202);
  await world.service.mailQueue.settled();
  return reader;
}

const guess = (reader: Reader, code: string) =>
  reader.call(`${world.issuer}/v1/sign-in/verify`, { code }, world.site);

const openLink = (reader: Reader, link: string) =>
  reader.submit(`${world.issuer}/account/sign-in/link`, {
    token: new URL(link).searchParams.get('token') ?? '',
  });

/** As many codes as asked for, none of them the right one. */
const wrongCodes = (count: number, right: string) =>
  Array.from({ length: count }, (_, index) =>
    String((Number(right) + 1 + index) % 1_000_000).padStart(6, '0'),
  );

async function countOf(responses: readonly Response[]): Promise<Record<string, number>> {
  const refusals = await Promise.all(
    responses.map(async (response) => (response.ok ? String(response.status) : refusalOf(response))),
  );
  return Object.fromEntries(
    [...new Set(refusals)].map((one) => [one, refusals.filter((other) => other === one).length]),
  );
}

test('row 27: a link that an attacker asked for names the attacker’s address, and asks first', async () => {
  await ask('mallory@example.com');
  const victim = world.reader();
  const page = await victim.get(world.linkFor('mallory@example.com'));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(
    'sign in on this device as <bdi><strong>mallory@example.com</strong></bdi>',
  );
  expect(page.headers.getSetCookie()).toEqual([]);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('row 27: a foreign page cannot send the form, and a code works in no other browser', async () => {
  await ask('nina@example.com');
  const link = world.linkFor('nina@example.com');
  const token = new URL(link).searchParams.get('token') ?? '';
  const forged = await world
    .reader()
    .submit(`${world.issuer}/account/sign-in/link`, { token }, 'https://evil.example');
  expect(await refusalOf(forged)).toBe('403 origin_not_allowed');
  const elsewhere = await guess(world.reader(), world.codeFor('nina@example.com'));
  expect(await refusalOf(elsewhere)).toBe('401 sign_in_expired');
  expect((await openLink(world.reader(), link)).status).toBe(303);
});

test('row 28: looking at a link, by GET or HEAD, does not spend it', async () => {
  await ask('ada@example.com');
  const link = world.linkFor('ada@example.com');
  for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
    const looked = await fetch(link, { method });
    expect(looked.status).toBe(200);
    expect(looked.headers.getSetCookie()).toEqual([]);
  }
  expect((await openLink(world.reader(), link)).status).toBe(303);
  expect(await pageRefusalOf(await openLink(world.reader(), link))).toBe('401 link_used');
});

test('row 29: of guesses without number at once, five are looked at', async () => {
  const reader = await ask('ben@example.com');
  const right = world.codeFor('ben@example.com');
  const answers = await countOf(await Promise.all(wrongCodes(60, right).map((code) => guess(reader, code))));
  expect(answers['401 code_wrong']).toBe(5);
  expect((answers['401 code_used_up'] ?? 0) + (answers['429 code_limit'] ?? 0)).toBe(55);
  expect(await refusalOf(await guess(reader, right))).toBe('401 code_used_up');
  expect((await openLink(world.reader(), world.linkFor('ben@example.com'))).status).toBe(303);
});

test('row 29: whoever has used a mail’s five guesses up is told so, and a new code signs in', async () => {
  const reader = world.reader();
  await reader.submit(`${world.issuer}/account/sign-in`, { email: 'bea@example.com' });
  await world.service.mailQueue.settled();
  const right = world.codeFor('bea@example.com');
  const type = (code: string) => reader.submit(`${world.issuer}/account/sign-in/code`, { code });
  for (const code of wrongCodes(5, right))
    expect(await pageRefusalOf(await type(code))).toBe('401 code_wrong');
  const usedUp = await type(right);
  expect(await usedUp.clone().text()).toContain(`action="${world.issuer}/account/sign-in/again"`);
  expect(await pageRefusalOf(usedUp)).toBe('401 code_used_up');

  await reader.submit(`${world.issuer}/account/sign-in/again`, {});
  await world.service.mailQueue.settled();
  expect((await type(world.codeFor('bea@example.com'))).status).toBe(303);
});

test('row 29: after ten wrong codes in a day an address signs in by link, and only by link', async () => {
  for (const round of [1, 2]) {
    const attacker = await ask('cleo@example.com');
    for (const code of wrongCodes(5, world.codeFor('cleo@example.com'))) {
      expect(await refusalOf(await guess(attacker, code)), `round ${round}`).toBe('401 code_wrong');
    }
  }
  const owner = await ask('cleo@example.com');
  const [mail] = world.outbox.to('cleo@example.com');
  expect(`${mail?.subject} ${mail?.text} ${mail?.html}`).not.toMatch(/\b\d{3} \d{3}\b|your code/i);
  expect(await refusalOf(await guess(owner, '000000'))).toBe('429 code_limit');
  expect((await openLink(owner, world.linkFor('cleo@example.com'))).status).toBe(303);

  const other = await ask('cleo@example.org');
  expect((await guess(other, world.codeFor('cleo@example.org'))).status).toBe(200);
});

test('row 30: of fifty redemptions of a link at once, one signs in', async () => {
  await ask('dora@example.com');
  const link = world.linkFor('dora@example.com');
  const answers = await Promise.all(Array.from({ length: 50 }, () => openLink(world.reader(), link)));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  const refused = answers.filter(({ status }) => status !== 303);
  expect(new Set(await Promise.all(refused.map(pageRefusalOf)))).toEqual(new Set(['401 link_used']));
});

test('row 30: of fifty redemptions of a code at once, one signs in', async () => {
  const reader = await ask('emil@example.com');
  const code = world.codeFor('emil@example.com');
  const answers = await countOf(await Promise.all(Array.from({ length: 50 }, () => guess(reader, code))));
  expect(answers['200']).toBe(1);
});

test('row 31: a known address and an unknown one get the same answer, for the same work', async () => {
  await world.signIn(world.reader(), 'knower@example.com');
  await world.subscribe(world.reader(), 'payers@example.com');
  await world.settled();
  const sent = recordCommands(world.dynamo);
  const observe = async (email: string) => {
    const before = sent.length;
    const script = await fetch(`${world.issuer}/v1/sign-in`, {
      method: 'POST',
      headers: { origin: world.site, 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
    const reader = world.reader();
    const form = await reader.submit(`${world.issuer}/account/sign-in`, { email });
    const page = await reader.get(`${world.issuer}/account/sign-in/code`);
    await world.service.mailQueue.settled();
    return {
      script: [script.status, visible(script), await script.text()],
      form: [form.status, visible(form), await form.text()],
      page: [page.status, visible(page), await page.text()],
      commands: sent.slice(before).map(({ command }) => command),
    };
  };
  const unknown = await observe('nobody@example.com');
  const samePage = (text: string) => JSON.parse(text.replaceAll(/(knower|payers)@/g, 'nobody@')) as unknown;
  for (const email of ['knower@example.com', 'payers@example.com']) {
    expect(samePage(JSON.stringify(await observe(email)))).toEqual(unknown);
    expect(world.outbox.to(email).length).toBeGreaterThanOrEqual(2);
  }
  expect(unknown.commands.length).toBeGreaterThan(0);
});

/** Headers without what differs from any answer to the next: date, request id, and what a cookie's random value is. */
function visible({ headers }: Response): object {
  return [...headers]
    .filter(([name]) => !['date', 'x-request-id'].includes(name))
    .map(([name, value]) => [
      name,
      name === 'set-cookie' ? value.replace(/=chl_[^;]*/, ({ length }) => `=${length}`) : value,
    ]);
}

/** Asks `times` for mails to an address, each time from another network and another browser. */
async function flood(email: string, times: number): Promise<string[]> {
  const answers: string[] = [];
  for (let count = 0; count < times; count += 1) {
    const response = await fetch(`${world.issuer}/v1/sign-in`, {
      method: 'POST',
      headers: {
        origin: world.site,
        'content-type': 'application/json',
        'x-forwarded-for': `198.51.100.${count}`,
        forwarded: `for=198.51.100.${count}`,
      },
      body: JSON.stringify({ email }),
    });
    answers.push(`${response.status} ${await response.text()}`);
  }
  await world.service.mailQueue.settled();
  return answers;
}

const mailsTo = (email: string) => world.outbox.to(email).length;

test('row 32: past ten mails in an hour an address gets one more, a link alone, and nobody can tell', async () => {
  const email = 'Finn@example.com';
  const answers = await flood(email, 30);
  expect(mailsTo(email)).toBe(11);
  expect(world.codeFor(email)).toBe('');
  await flood('finn@EXAMPLE.com', 1);
  expect([mailsTo('finn@EXAMPLE.com'), mailsTo(email)]).toEqual([0, 11]);
  expect(new Set(answers)).toEqual(new Set(['202 {"expires_in":900}']));
});

test('row 32: past twenty mails in a day an address gets one link an hour', async () => {
  const email = 'flooded@example.com';
  await flood(email, 12);
  world.clock.advance(3600);
  await flood(email, 12);
  expect(mailsTo(email)).toBe(22);
  expect(world.codeFor(email)).toBe('');
  for (const sent of [23, 24, 25]) {
    world.clock.advance(3600);
    await flood(email, 4);
    expect(mailsTo(email)).toBe(sent);
    expect(world.codeFor(email)).toBe('');
  }
  world.clock.advance(86_400);
  await flood(email, 1);
  expect(world.codeFor(email)).toMatch(/^\d{6}$/);
});

test('row 32: the newest link of a flooded address works to the minute in which there may be another', async () => {
  const email = 'hanna@example.com';
  await flood(email, 30);
  const link = world.linkFor(email);
  world.clock.advance(3599);
  expect((await world.reader().get(link)).status).toBe(200);
  world.clock.advance(1);
  await flood(email, 1);
  expect(world.linkFor(email)).not.toBe(link);
  expect((await openLink(world.reader(), world.linkFor(email))).status).toBe(303);
});

test('row 32: an owner who is in by a link may have another for another device, while the flood goes on', async () => {
  const email = 'ines@example.com';
  await flood(email, 30);
  const first = world.linkFor(email);
  expect((await openLink(world.reader(), first)).status).toBe(303);
  await ask(email);
  const second = world.linkFor(email);
  expect(second).not.toBe(first);
  expect((await openLink(world.reader(), second)).status).toBe(303);
});

test('row 32: an address that others have flooded and guessed at is still let in by its owner', async () => {
  for (let round = 0; round < 2; round += 1) {
    const attacker = await ask('greta@example.com');
    for (const code of wrongCodes(5, world.codeFor('greta@example.com'))) await guess(attacker, code);
  }
  await flood('greta@example.com', 20);
  const owner = await ask('greta@example.com');
  expect((await openLink(owner, world.linkFor('greta@example.com'))).status).toBe(303);
});

test('row 55: a made-up X-Forwarded-For begins no new count of guesses', async () => {
  const reader = await ask('jule@example.com');
  const right = world.codeFor('jule@example.com');
  const handle = reader.cookie('gatefold_sign_in', '/v1') ?? '';
  const answers: Response[] = [];
  for (const [index, code] of [...wrongCodes(5, right), right].entries()) {
    const headers = {
      origin: world.site,
      'content-type': 'application/json',
      cookie: `gatefold_sign_in=${handle}`,
      'x-forwarded-for': `203.0.113.${index}, 198.51.100.7`,
    };
    const body = JSON.stringify({ code });
    answers.push(await fetch(`${world.issuer}/v1/sign-in/verify`, { method: 'POST', headers, body }));
  }
  expect(await countOf(answers)).toEqual({ '401 code_wrong': 5, '401 code_used_up': 1 });
});

describe('row 33: an address that would end a line is none', () => {
  test.each([
    'gus@example.com\r\nBcc: all@example.com',
    'gus@example.com\nBcc: all@example.com',
    'gus\r@example.com',
    'gus@example.com\u0000',
    'gus@example.com\t',
    'gus@exa%0d%0ample.com',
    'gus%0d%0aBcc@example.com',
    '"gus\r\n"@example.com',
    'Gus <gus@example.com>',
    'gus@example.com,all@example.com',
  ])('%j', async (email) => {
    const script = await world.reader().call(`${world.issuer}/v1/sign-in`, { email }, world.site);
    expect(await refusalOf(script)).toBe('400 address_invalid');
    const form = await world.reader().submit(`${world.issuer}/account/sign-in`, { email });
    expect(await pageRefusalOf(form)).toBe('400 address_invalid');
    await world.service.mailQueue.settled();
    expect(world.outbox.to('gus@example.com')).toEqual([]);
  });
});

describe('row 34: an address that looks like another is not it', () => {
  test.each([
    ['a dotless i', 'mıke@example.com'],
    ['a Kelvin sign', 'mi\u212Ae@example.com'],
    ['full width', 'ｍike@example.com'],
    ['a combining accent', 'mike\u0301@example.com'],
    ['a zero-width space', 'mike\u200B@example.com'],
    ['an international domain in its own letters', 'mike@exаmple.com'],
  ])('%s', async (_, email) => {
    await world.signIn(world.reader(), 'mike@example.com');
    const before = world.outbox.to('mike@example.com').length;
    const response = await world.reader().call(`${world.issuer}/v1/sign-in`, { email }, world.site);
    expect(await refusalOf(response)).toBe('400 address_not_ascii');
    await world.service.mailQueue.settled();
    expect(world.outbox.to('mike@example.com')).toHaveLength(before);
  });

  test('an xn-- domain is another address, and another member', async () => {
    const [latin, cyrillic] = [world.reader(), world.reader()];
    await world.signIn(latin, 'olga@example.com');
    await world.signIn(cyrillic, 'olga@xn--exmple-4nf.com');
    expect((await world.access(latin)).member).not.toBe((await world.access(cyrillic)).member);
  });

  test('letters in another case are the same member, whose mail goes where it always went', async () => {
    const [first, second] = [world.reader(), world.reader()];
    await world.signIn(first, 'Pia@example.com');
    await ask('pia@EXAMPLE.com', second);
    expect(world.outbox.to('pia@EXAMPLE.com')).toEqual([]);
    expect(world.outbox.to('Pia@example.com')).toHaveLength(2);
    expect((await guess(second, world.codeFor('Pia@example.com'))).status).toBe(200);
    expect((await world.access(second)).member).toBe((await world.access(first)).member);
  });
});
