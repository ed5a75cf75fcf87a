// Claims:
// - A mail leaves under the publication's name, answers go to its people, and every letter arrives as it was written.
// - No name, address or subject can add a line of its own to a mail (row 33), on the wire to SES itself.
// - Links that sign people in are never led through a counter of clicks.
// - A mail that SES will never take is given up; one that it may take later is tried again.
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSesMailer } from '../../shared/aws/mailer.ts';
import type { Mail, Sender } from '../../shared/aws/mailer.ts';
import { mailbox } from '../../shared/mail/mailbox.ts';

interface Sent {
  readonly FromEmailAddress: string;
  readonly ReplyToAddresses: string[];
  readonly Destination: { readonly ToAddresses: string[] };
  readonly Content: { readonly Simple: Record<string, unknown> };
  readonly EmailTags: object[];
  readonly ConfigurationSetName?: string;
  readonly ConfigurationOverrides?: object;
}

const SENDER: Sender = {
  name: 'The Fold',
  address: 'no-reply@thefold.example',
  replyTo: 'readers@thefold.example',
  publication: 'the-fold',
};
const MAIL: Mail = {
  kind: 'sign_in',
  to: 'ada@example.com',
  subject: '042 917 is your code for The Fold',
  text: 'Grüße — 読者',
  html: '<p>Grüße — 読者</p>',
};

const requests: { readonly url: string; readonly raw: string }[] = [];
let refuse: { readonly status: number; readonly type: string } | undefined;
const server = createServer((request, response) => {
  void text(request).then((raw) => {
    requests.push({ url: request.url ?? '', raw });
    const headers = {
      'content-type': 'application/json',
      ...(refuse && { 'x-amzn-errortype': refuse.type }),
    };
    response.writeHead(refuse?.status ?? 200, headers).end(JSON.stringify({ MessageId: '1' }));
  });
});
let client: SESv2Client;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new SESv2Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});
beforeEach(() => {
  requests.length = 0;
  refuse = undefined;
});

async function sent(mail: Partial<Mail> = {}, sender: Partial<Sender> = {}): Promise<Sent> {
  expect(await createSesMailer(client, { ...SENDER, ...sender }).send({ ...MAIL, ...mail })).toBe('sent');
  const [request] = requests;
  expect(request?.url).toBe('/v2/email/outbound-emails');
  return JSON.parse(request?.raw ?? '') as Sent;
}

test('says who it is from, where answers go, and what it is', async () => {
  const { Content, ...envelope } = await sent();
  expect(envelope).toEqual({
    FromEmailAddress: 'The Fold <no-reply@thefold.example>',
    ReplyToAddresses: ['readers@thefold.example'],
    Destination: { ToAddresses: ['ada@example.com'] },
    EmailTags: [
      { Name: 'kind', Value: 'sign_in' },
      { Name: 'publication', Value: 'the-fold' },
    ],
  });
  expect(Content.Simple).toEqual({
    Subject: { Data: MAIL.subject, Charset: 'UTF-8' },
    Body: { Text: { Data: MAIL.text, Charset: 'UTF-8' }, Html: { Data: MAIL.html, Charset: 'UTF-8' } },
    Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
  });
});

test('is counted by the configuration set, whose tracking is off', async () => {
  const { ConfigurationSetName, ConfigurationOverrides } = await sent({}, { configurationSet: 'gatefold' });
  expect(ConfigurationSetName).toBe('gatefold');
  expect(ConfigurationOverrides).toEqual({
    Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' },
  });
});

describe('row 33: a name cannot end a line', () => {
  test.each([
    [
      'CR and LF',
      'The Fold\r\nBcc: all@example.com',
      '"The Fold Bcc: all@example.com" <no-reply@thefold.example>',
    ],
    ['LF', 'The Fold\nBcc: all', '"The Fold Bcc: all" <no-reply@thefold.example>'],
    ['NUL and U+0085', 'The\u0000Fold\u0085!', 'The Fold ! <no-reply@thefold.example>'],
    ['%0d%0a, which is text', 'The%0d%0aFold', 'The%0d%0aFold <no-reply@thefold.example>'],
    ['an address of its own', 'X <all@example.com>,', '"X <all@example.com>," <no-reply@thefold.example>'],
    ['quotes', '"The" \\Fold', '"\\"The\\" \\\\Fold" <no-reply@thefold.example>'],
  ])('%s', async (_, name, from) => {
    expect((await sent({}, { name })).FromEmailAddress).toBe(from);
  });
});

test('row 33: a subject goes to SES as one value, which SES writes into one line', async () => {
  const subject = 'A\r\nBcc: all@example.com';
  const { Content, Destination } = await sent({ subject });
  expect(Content.Simple.Subject).toEqual({ Data: 'A Bcc: all@example.com', Charset: 'UTF-8' });
  expect(Destination).toEqual({ ToAddresses: ['ada@example.com'] });
});

describe('a name beyond ASCII', () => {
  const decoded = (from: string) =>
    from
      .replace(/ <[^>]*>$/, '')
      .split(' ')
      .map((word) => Buffer.from(/^=\?UTF-8\?B\?(.*)\?=$/.exec(word)?.[1] ?? '', 'base64').toString())
      .join('');

  test.each(['Die Fältung', '折り目', 'Ἡ Πτυχή', '🗞️'.repeat(20), `${'ä'.repeat(79)}!`])('%s', (name) => {
    const from = mailbox(name, 'a@example.com');
    expect(from).toMatch(/^[\x20-\x7e]+ <a@example\.com>$/);
    // RFC 2047, section 2: no encoded word is longer than 75 characters.
    expect(Math.max(...from.split(' ').map((word) => word.length))).toBeLessThanOrEqual(75);
    expect(decoded(from)).toBe(name);
  });
});

describe('what SES answers', () => {
  const outcome = (type: string, status = 400) => {
    refuse = { status, type };
    return createSesMailer(client, SENDER).send(MAIL);
  };

  test.each(['MessageRejected', 'BadRequestException'])('%s: this mail is given up', async (type) => {
    expect(await outcome(type)).toBe('refused');
  });

  test.each(['SendingPausedException', 'AccountSuspendedException', 'MailFromDomainNotVerifiedException'])(
    '%s: no mail goes out',
    async (type) => {
      expect(await outcome(type)).toBe('paused');
    },
  );

  test.each([
    ['TooManyRequestsException', 429],
    ['LimitExceededException', 400],
    ['InternalServiceErrorException', 500],
    ['AccessDeniedException', 403],
  ])('%s: it is tried again', async (type, status) => {
    await expect(outcome(type, status)).rejects.toThrow();
  });
});
