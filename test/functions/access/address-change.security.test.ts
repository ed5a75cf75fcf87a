// Claims:
// - A stolen session alone changes no address: without the mail of the old one nothing moves.
// - Whether the new address has an account is told to whoever reads its mail, and to nobody before.
// - Two accounts are never joined, whatever is typed and however alike two addresses look.
// - Codes are good in the browser that asked, five guesses each, and never to sign in; a change happens once.
// - What came to a mistyped address by another way than this payment does not leave with the payer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberId } from '../../../shared/membership/model.ts';
import { createAddressChangesStore } from '../../../shared/store/address-changes.ts';
import { openDatabase } from '../../../shared/store/database.ts';
import { recordCommands } from '../../support/engine.ts';
import { pageRefusalOf, refusalOf } from '../../support/problem.ts';
import type { Reader } from '../../support/reader.ts';
import { openWorld } from '../../support/world.ts';
import type { World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const at = (path: string) => `${world.issuer}/account${path}`;

async function signedIn(email: string): Promise<Reader> {
  const reader = world.reader();
  await world.signIn(reader, email);
  return reader;
}

async function begin(reader: Reader, email: string): Promise<Response> {
  const answer = await reader.submit(at('/address'), { email });
  await world.service.mailQueue.settled();
  return answer;
}

const enter = (reader: Reader, codes: { old?: string; new?: string }) =>
  reader.submit(at('/address/codes'), codes);
const account = async (reader: Reader) => (await reader.get(at(''))).text();
const changed = (answer: Response) => answer.headers.get('location') === at('?address=changed');

async function memberOf(reader: Reader): Promise<MemberId> {
  return (await world.access(reader)).member as MemberId;
}

async function audited(member: string): Promise<string[]> {
  const page = await world.admin('GET', `/audit?member=${member}`);
  return ((await page.json()) as { data: { act: string }[] }).data.map(({ act }) => act);
}

test('a thief with the session and a mailbox of their own gets no further than the old address’s code', async () => {
  const thief = await signedIn('ada@example.com');
  await begin(thief, 'thief@example.net');
  const answer = await enter(thief, { new: world.codeFor('thief@example.net') });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('Code sent to ada@example.com');
  const [mail] = world.outbox.to('ada@example.com');
  expect(mail?.text).toContain('t…@example.net');
  expect(await account(thief)).toContain('<dd>ada@example.com</dd>');
});

describe('row 31: an address that somebody holds, and one that nobody does', () => {
  test('get the same answer after the same work, and a mail each', async () => {
    await signedIn('held@example.com');
    const sent = recordCommands(world.dynamo);
    async function ask(email: string) {
      const reader = await signedIn(email.replace('@', '-asks@'));
      const from = sent.length;
      const answer = await begin(reader, email);
      const page = await reader.get(at('/address'));
      const text = (await page.text())
        .replaceAll(email.replace('@', '-asks@'), 'OWN')
        .replaceAll(email, 'NEW');
      const work = sent.slice(from).map(({ command }) => command);
      return {
        status: answer.status,
        headers: [...answer.headers].filter(
          ([name]) => !['x-request-id', 'set-cookie', 'date'].includes(name),
        ),
        text,
        work,
        mails: world.outbox.to(email).length,
      };
    }
    const held = await ask('held@example.com');
    const free = await ask('free@example.com');
    expect({ ...held, mails: held.mails - 1 }).toEqual(free);
    expect(free.mails).toBe(1);
  });

  test('are told apart by who reads the mail of the new one, and not by the old one’s code', async () => {
    await signedIn('ben@example.com');
    const reader = await signedIn('cleo@example.com');
    await begin(reader, 'ben@example.com');
    const codes = { old: world.codeFor('cleo@example.com'), new: world.codeFor('ben@example.com') };
    const half = await enter(reader, { old: codes.old });
    expect([half.status, await half.text()]).toEqual([200, expect.not.stringContaining('another account')]);
    const refused = await enter(reader, { new: codes.new });
    expect(await pageRefusalOf(refused)).toBe('409 address_taken');
    expect(await account(reader)).toContain('<dd>cleo@example.com</dd>');
  });
});

describe('row 34: look-alikes are never taken for another address', () => {
  test.each([
    ['a dotless i', 'dıra@example.com', 'address_not_ascii'],
    ['a Kelvin sign', '\u212Aai@example.com', 'address_not_ascii'],
    ['full width', 'ｄｏｒａ@example.com', 'address_not_ascii'],
    ['decomposed accents', 'do\u0301ra@example.com', 'address_not_ascii'],
    ['a line break', 'dora@example.com\r\nBcc: eve@example.com', 'address_invalid'],
    ['an encoded line break', 'dora%0d%0a@example.com', 'address_invalid'],
  ])('%s', async (_, email, code) => {
    const reader = await signedIn(`look-${code}-${email.length}@example.com`);
    expect(await pageRefusalOf(await begin(reader, email))).toBe(`400 ${code}`);
  });

  test('one that differs by capital letters alone is the same: held, and mailed as its holder wrote it', async () => {
    await signedIn('Dora@Example.com');
    const reader = await signedIn('emil@example.com');
    await begin(reader, 'dORA@example.COM');
    expect(world.outbox.to('dORA@example.COM')).toEqual([]);
    const refused = await enter(reader, { new: world.codeFor('Dora@Example.com') });
    expect(await pageRefusalOf(refused)).toBe('409 address_taken');
  });

  test('punycode is an address of its own', async () => {
    const reader = await signedIn('emma@example.com');
    await begin(reader, 'emma@xn--bcher-kva.example');
    const codes = {
      old: world.codeFor('emma@example.com'),
      new: world.codeFor('emma@xn--bcher-kva.example'),
    };
    expect(changed(await enter(reader, codes))).toBe(true);
    expect(await account(reader)).toContain('<dd>emma@xn--bcher-kva.example</dd>');
  });
});

describe('the codes', () => {
  test('are good in the session that asked, and in no other of the same member', async () => {
    const [asked, other] = [await signedIn('finn@example.com'), await signedIn('finn@example.com')];
    await begin(asked, 'finn@example.net');
    const codes = { old: world.codeFor('finn@example.com'), new: world.codeFor('finn@example.net') };
    expect(await pageRefusalOf(await enter(other, codes))).toBe('401 address_change_over');
    expect(changed(await enter(asked, codes))).toBe(true);
  });

  test('are over after fifteen minutes, and once others were asked for', async () => {
    const reader = await signedIn('gus@example.com');
    await begin(reader, 'gus@example.net');
    const first = world.codeFor('gus@example.net');
    await begin(reader, 'gus@example.org');
    const answer = await enter(reader, { new: first });
    expect(await answer.text()).not.toContain('has agreed');
    world.clock.advance(15 * 60);
    const codes = { old: world.codeFor('gus@example.com'), new: world.codeFor('gus@example.org') };
    expect(await pageRefusalOf(await enter(reader, codes))).toBe('401 address_change_over');
  });

  test('row 29: of thirty guesses at once five are looked at, and the right code after them is refused', async () => {
    const reader = await signedIn('hana@example.com');
    await begin(reader, 'hana@example.net');
    const right = world.codeFor('hana@example.net');
    const wrong = right === '000000' ? '000001' : '000000';
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => pageRefusalOf(await enter(reader, { new: wrong }))),
    );
    expect(answers.filter((one) => one === '401 code_wrong')).toHaveLength(5);
    expect(answers.filter((one) => /^(401 code_used_up|429 code_limit)$/.test(one))).toHaveLength(25);
    expect(await pageRefusalOf(await enter(reader, { new: right }))).toBe('401 code_used_up');
  });

  test('row 30: entered fifty times at once they move the address once', async () => {
    const reader = await signedIn('ines@example.com');
    const member = await memberOf(reader);
    await begin(reader, 'ines@example.net');
    const codes = { old: world.codeFor('ines@example.com'), new: world.codeFor('ines@example.net') };
    const answers = await Promise.all(Array.from({ length: 50 }, () => enter(reader, codes)));
    expect(answers.some(changed)).toBe(true);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    expect(await audited(member)).toEqual(['member.address_changed']);
    expect(await account(reader)).toContain('<dd>ines@example.net</dd>');
  });

  test('sign nobody in', async () => {
    const reader = await signedIn('jan@example.com');
    await begin(reader, 'jan@example.net');
    const code = world.codeFor('jan@example.net');
    const [, payload = ''] = (await world.token(reader)).split('.');
    const { sub, sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      sub: MemberId;
      sid: string;
    };
    const store = createAddressChangesStore(openDatabase(world.dynamo, world.tablePrefix));
    const change = await store.get(sub, sid);
    const app = await fetch(`${world.issuer}/v1/sign-in/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, handle: `${change?.newChallenge ?? ''}.undefined` }),
    });
    expect(await refusalOf(app)).toBe('401 sign_in_expired');
  });
});

test('two members who move to one address at once: one has it, the other keeps theirs', async () => {
  const both = await Promise.all(
    ['kai@example.com', 'lea@example.com'].map(async (own) => {
      const reader = await signedIn(own);
      await begin(reader, 'wanted@example.net');
      return { reader, codes: { old: world.codeFor(own), new: world.codeFor('wanted@example.net') } };
    }),
  );
  // Each has its own code for the address; the newest mail is the second's.
  const codes = world.outbox
    .to('wanted@example.net')
    .map(({ text }) => /(\d{3}) (\d{3})/.exec(text)?.slice(1).join('') ?? '');
  for (const { reader, codes: own } of both) await enter(reader, { old: own.old });
  const answers = (
    await Promise.all(both.flatMap(({ reader }) => codes.map((code) => enter(reader, { new: code }))))
  ).filter(changed);
  expect(answers).toHaveLength(1);
  const accounts = await Promise.all(both.map(({ reader }) => account(reader)));
  expect(accounts.filter((text) => text.includes('<dd>wanted@example.net</dd>'))).toHaveLength(1);
});

test('neither a site’s script nor a form of another page begins a change', async () => {
  const reader = await signedIn('mia@example.com');
  for (const path of ['/address', '/address/codes']) {
    const form = await reader.submit(at(path), { email: 'eve@example.net' }, world.site);
    expect(await refusalOf(form)).toBe('403 origin_not_allowed');
    const call = await reader.call(at(path), { email: 'eve@example.net' }, world.issuer);
    expect(await refusalOf(call)).toBe('403 origin_not_allowed');
  }
});

test('nobody signed in is led to the account, and no mail is sent', async () => {
  const answer = await begin(world.reader(), 'nobody@example.net');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, at('')]);
  expect(world.outbox.to('nobody@example.net')).toEqual([]);
});

describe('a mistyped address', () => {
  const comp = { plan: 'annual', ends_at: '2028-01-01T00:00:00Z', reason: 'press' };

  test('does not take a comp along that came to it, not even in the middle of being corrected', async () => {
    const payer = world.reader();
    await world.subscribe(payer, 'noa@example.com');
    await begin(payer, 'eve@example.net');
    await world.admin('POST', '/grants', { email: 'noa@example.com', ...comp });
    const refused = await enter(payer, { new: world.codeFor('eve@example.net') });
    expect(await pageRefusalOf(refused)).toBe('409 address_not_correctable');
    const owner = await signedIn('noa@example.com');
    expect(await account(owner)).toContain('complimentary');
  });

  test('that its owner has proved meanwhile is no longer the payer’s to correct', async () => {
    const payer = world.reader();
    await world.subscribe(payer, 'olga@example.com');
    await begin(payer, 'eve@example.org');
    await signedIn('olga@example.com');
    const answer = await enter(payer, { new: world.codeFor('eve@example.org') });
    expect(answer.headers.get('location')).toBe(at(''));
    const owner = await signedIn('olga@example.com');
    expect(await account(owner)).toContain('<dd>olga@example.com</dd>');
  });
});
