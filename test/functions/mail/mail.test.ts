// Claims:
// - A sign-in mail carries its code and its link, the same in plain text as in HTML, to the address that asked.
// - Whoever changes an address is asked at the old one and at the new one, and the old one is told when it is done.
// - Nothing in a mail can be markup, whatever the publication is called and whatever the link carries; it loads nothing.
// - A mail is in the publication's language, and reads right where that runs from right to left.
// - A code that has run out is not sent. A mail that could not be sent comes again, and holds up no other; one that
//   will never be sent is dropped, on record.
// - What is logged of a mail tells neither its address nor its code.
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../../functions/http/log.ts';
import { createMailConsumer } from '../../../functions/mail/consume.ts';
import { renderMail } from '../../../functions/mail/render.ts';
import { openOutbox } from '../../../local/outbox.ts';
import { openQueues } from '../../../local/queue.ts';
import type { Mailer } from '../../../shared/aws/mailer.ts';
import type { MailMessage } from '../../../shared/mail/message.ts';
import { english } from '../../../shared/words/english.ts';
import { createSpeaker } from '../../../shared/words/speaker.ts';
import { createClock } from '../../support/clock.ts';

const PUBLICATION = { name: 'The Fold', supportEmail: 'readers@thefold.example' };
const LINK = 'https://access.thefold.example/account/sign-in/link?token=chl_1.secret';
const NOW = 1_900_000_000;
const ENGLISH = createSpeaker('en');

type SignIn = Extract<MailMessage, { kind: 'sign_in' }>;

function messageTo(to: string, changes: Partial<SignIn> = {}): SignIn {
  return { kind: 'sign_in', to, code: '042917', link: LINK, expiresAt: NOW + 900, ...changes };
}

const render = (message: MailMessage, publication = PUBLICATION, speaker = ENGLISH) =>
  renderMail(message, publication, speaker, NOW);

/** What a mail program shows of HTML. */
function shownText(html: string): string {
  return html
    .replace(/<head>[^]*<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

describe('a sign-in mail', () => {
  test('carries the code, in its subject too, and the link', async () => {
    const mail = await render(messageTo('ada@example.com'));
    expect(mail.to).toBe('ada@example.com');
    expect(mail.subject).toBe('042 917 is your code for The Fold');
    for (const part of ['042 917', '15 minutes', 'readers@thefold.example', 'The Fold']) {
      expect(mail.text).toContain(part);
      expect(shownText(mail.html)).toContain(part);
    }
    expect(mail.text).toContain(`\n${LINK}\n`);
    expect(mail.html).toContain(`href="${LINK}"`);
  });

  test('without a code has the link alone, and no word of a code', async () => {
    const mail = await render({ kind: 'sign_in', to: 'ada@example.com', link: LINK, expiresAt: NOW + 3600 });
    expect(mail.subject).toBe('Sign in to The Fold');
    for (const text of [mail.subject, mail.text, shownText(mail.html)])
      expect(text).not.toMatch(/code|\d{3} ?\d{3}/);
    expect(mail.text).toContain(LINK);
    expect(mail.text).toContain('good for 60 minutes');
    expect(mail.html).toContain(`href="${LINK}"`);
  });

  test('has no markup but its own', async () => {
    const name = `"><script>alert('fold')</script> & Sons`;
    const link = `https://access.thefold.example/account/sign-in/link?token=a&to="onmouseover="x`;
    const mail = await render(messageTo('ada@example.com', { link }), { ...PUBLICATION, name });
    expect(mail.html).not.toContain('<script');
    expect(mail.html).toContain(
      'href="https://access.thefold.example/account/sign-in/link?token=a&amp;to=&quot;',
    );
    expect(shownText(mail.html)).toContain(name);
    expect(mail.text).toContain(name);
  });

  test('loads nothing from anywhere, so that opening it tells nobody', async () => {
    const { html } = await render(messageTo('ada@example.com'));
    expect(html).not.toMatch(/<(img|link|script|iframe|object|video)\b|url\(|@import|src=|background=/i);
  });

  test('begins with what a mailbox shows beside the subject, which is hidden in the mail itself', async () => {
    const { html } = await render(messageTo('ada@example.com'));
    const [, body = ''] = html.split(/<body[^>]*>/);
    expect(body.trim()).toMatch(
      /^<div style="display:none[^"]*">\s*Good for 15 minutes, where you asked for it\./,
    );
  });
});

describe('a change of address', () => {
  const base = { to: 'ada@example.com', expiresAt: NOW + 900, code: '042917' };

  test('is asked about at the old address, which is told the new one', async () => {
    const mail = await render({ ...base, kind: 'address_change_old', newAddress: 'a…@example.org' });
    expect(mail.subject).toBe('042 917 is your code to change your address at The Fold');
    for (const text of [mail.text, shownText(mail.html)]) {
      expect(text).toContain('wants to change your address to a…@example.org');
      expect(text).toMatch(/type this code where you asked for it:\s+042 917/);
      expect(text).toContain('good for 15 minutes');
      expect(text).toContain('nothing changes without it');
    }
  });

  test('is asked about at the new address', async () => {
    const mail = await render({ ...base, kind: 'address_change_new' });
    expect(mail.subject).toBe('042 917 is your code to use this address at The Fold');
    for (const text of [mail.text, shownText(mail.html)]) {
      expect(text).toMatch(/type this code where you asked for it:\s+042 917/);
      expect(text).toContain('without the code the address is not used');
    }
  });

  test('is told to the old address once it is done, with whom to write to', async () => {
    const newAddress = 'a…@example.org';
    const mail = await render({ ...base, kind: 'address_changed', newAddress });
    expect(mail.subject).toBe('Your address at The Fold was changed');
    for (const text of [mail.text, shownText(mail.html)]) {
      expect(text).toContain('has the address a…@example.org from now on');
      expect(text).toContain('write to us at once');
      expect(text).toContain('readers@thefold.example');
      expect(text).not.toContain('042');
    }
  });
});

describe('the language of a mail', () => {
  test('is the publication’s', async () => {
    const mail = await render(messageTo('ada@example.com'), PUBLICATION, createSpeaker('de-AT'));
    expect(mail.html).toContain('<html lang="de-AT" dir="ltr">');
    expect(mail.subject).toBe('042 917 ist Ihr Code für The Fold');
    expect(mail.text).toContain('Fragen? Schreiben Sie an readers@thefold.example.');
  });

  test('may run from right to left: a code and an address still read from the left', async () => {
    const arabic = createSpeaker('ar', {
      ...english,
      'mail.signIn.subject': '{code} هو رمزك في {publication}',
      'mail.questions': 'أسئلة؟ {support}',
    });
    const mail = await render(messageTo('ada@example.com'), PUBLICATION, arabic);
    expect(mail.html).toContain('<html lang="ar" dir="rtl">');
    expect(mail.html).toMatch(/<span dir="ltr"[^>]*>042 917<\/span>/);
    expect(shownText(mail.html)).toContain('أسئلة؟ readers@thefold.example');
    expect(mail.subject).toBe('\u2068042 917\u2069 هو رمزك في \u2068The Fold\u2069');
    expect(mail.text).toContain('\n042 917\n');
  });
});

/** A real queue, the real consumer, and the outbox in place of SES. */
function openMail(mailerOf: (outbox: Mailer) => Mailer = (outbox) => outbox) {
  const clock = createClock();
  const queues = openQueues(':memory:', clock.now);
  const queue = queues.queue<unknown>('mail');
  const outbox = openOutbox(':memory:', clock.now);
  const logLines: string[] = [];
  const mailer = mailerOf(outbox);
  queue.start(
    createMailConsumer({
      publication: PUBLICATION,
      speaker: ENGLISH,
      mailer,
      now: clock.now,
      log: createLog((line) => logLines.push(line)),
    }),
  );
  onTestFinished(async () => {
    await queue.stop();
    queues.close();
    outbox.close();
  });
  return { clock, queue, outbox, logLines, expiresAt: Math.floor(clock.now() / 1000) + 900 };
}

describe('the mail queue', () => {
  test('sends what it is given, each to its own address', async () => {
    const { queue, outbox, expiresAt } = openMail();
    for (const to of ['ada@example.com', 'ben@example.com']) await queue.send(messageTo(to, { expiresAt }));
    await queue.settled();
    expect(outbox.to('ada@example.com')).toHaveLength(1);
    expect(outbox.to('ben@example.com')).toHaveLength(1);
    expect(queue.size()).toEqual({ waiting: 0, dead: 0 });
  });

  test('drops a mail whose code has run out', async () => {
    const { clock, queue, outbox, expiresAt, logLines } = openMail();
    clock.advance(899);
    await queue.send(messageTo('in-time@example.com', { expiresAt }));
    await queue.settled();
    clock.advance(1);
    await queue.send(messageTo('too-late@example.com', { expiresAt }));
    await queue.settled();
    expect(outbox.to('in-time@example.com')).toHaveLength(1);
    expect(outbox.to('too-late@example.com')).toEqual([]);
    expect(queue.size()).toEqual({ waiting: 0, dead: 0 });
    expect(logLines.at(-1)).toContain('mail_too_late');
  });

  test('tries a mail that failed again, and sends the others beside it once', async () => {
    let refusals = 1;
    const { clock, queue, outbox, expiresAt } = openMail((real) => ({
      send: async (mail) => {
        if (mail.to === 'ada@example.com' && refusals-- > 0) throw new Error('554 try later');
        return real.send(mail);
      },
    }));
    for (const to of ['ada@example.com', 'ben@example.com']) await queue.send(messageTo(to, { expiresAt }));
    await queue.settled();
    expect([outbox.to('ada@example.com').length, outbox.to('ben@example.com').length]).toEqual([0, 1]);
    clock.advance(6);
    await queue.settled();
    expect([outbox.to('ada@example.com').length, outbox.to('ben@example.com').length]).toEqual([1, 1]);
  });

  test('drops a mail that will never be sent, and says so once', async () => {
    const { clock, queue, expiresAt, logLines } = openMail(() => ({
      send: () => Promise.resolve('refused' as const),
    }));
    await queue.send(messageTo('ada@example.com', { expiresAt }));
    await queue.settled();
    clock.advance(600);
    await queue.settled();
    expect(queue.size()).toEqual({ waiting: 0, dead: 0 });
    expect(logLines.map((line) => JSON.parse(line) as object)).toEqual([
      { level: 'error', event: 'mail_refused', outcome: 'sign_in' },
    ]);
  });

  test('tries again while the account may not send', async () => {
    let outcome: 'paused' | 'sent' = 'paused';
    const { clock, queue, outbox, expiresAt, logLines } = openMail((real) => ({
      send: async (mail) => (outcome === 'paused' ? outcome : real.send(mail)),
    }));
    await queue.send(messageTo('ada@example.com', { expiresAt }));
    await queue.settled();
    expect(logLines.at(-1)).toContain('mail_paused');
    expect(queue.size()).toEqual({ waiting: 1, dead: 0 });
    outcome = 'sent';
    clock.advance(6);
    await queue.settled();
    expect(outbox.to('ada@example.com')).toHaveLength(1);
  });

  test('does not send what it cannot read, and keeps it', async () => {
    const { queue, outbox, expiresAt } = openMail();
    await queue.send({ kind: 'newsletter', to: 'ada@example.com' });
    await queue.send(messageTo('ben@example.com', { expiresAt }));
    await queue.settled();
    expect(outbox.to('ada@example.com')).toEqual([]);
    expect(outbox.to('ben@example.com')).toHaveLength(1);
    expect(queue.size()).toEqual({ waiting: 1, dead: 0 });
  });

  test('row 58: logs neither address nor code nor link, also where sending fails', async () => {
    const { queue, expiresAt, logLines } = openMail((real) => ({
      send: async (mail) => {
        await real.send(mail);
        throw new Error(`No such mailbox: ${mail.to} ${mail.text}`);
      },
    }));
    await queue.send(messageTo('canary@example.com', { expiresAt }));
    await queue.settled();
    expect(logLines.join('\n')).toContain('mail_failed');
    expect(logLines.join('\n')).not.toMatch(/canary|042 ?917|secret/);
  });
});
