/**
 * Claims: where a reader waits for a mail that is not sent, the alarm goes off that docs/operations.md has a page for; what the
 * page says mends it, and the alarm is over.
 */
import { beforeEach, expect, test } from 'vitest';
import config from '../../gatefold.config.ts';
import { createLog } from '../../functions/http/log.ts';
import { createMailConsumer } from '../../functions/mail/consume.ts';
import { openQueues } from '../../local/queue.ts';
import type { LocalQueue } from '../../local/queue.ts';
import type { MailOutcome } from '../../shared/aws/mailer.ts';
import type { MailMessage } from '../../shared/mail/message.ts';
import { createSpeaker } from '../../shared/words/speaker.ts';
import { createClock } from '../support/clock.ts';
import type { Clock } from '../support/clock.ts';
import { openAlarms } from './alarms.ts';

const { sounds, soundsAt } = openAlarms();

let clock: Clock;
let queue: LocalQueue<MailMessage>;
let lines: string[];
/** What SES answers. */
let answer: MailOutcome | 'fault';
/** How long the mail that was taken last had waited, in seconds. */
let age: number;
beforeEach(() => {
  clock = createClock();
  const queues = openQueues(':memory:', clock.now);
  queue = queues.queue<MailMessage>('mail');
  lines = [];
  age = 0;
  answer = 'sent';
  const consume = createMailConsumer({
    publication: config.publication,
    speaker: createSpeaker(config.publication.language, config.words),
    mailer: {
      send: () => (answer === 'fault' ? Promise.reject(new Error('SES is away')) : Promise.resolve(answer)),
    },
    now: clock.now,
    log: createLog((line) => lines.push(line)),
  });
  queue.start((event) => {
    age = Math.max(
      ...event.Records.map(({ attributes }) => (clock.now() - Number(attributes.SentTimestamp)) / 1000),
    );
    return consume(event);
  });
  return async () => {
    await queue.stop();
    queues.close();
  };
});
const isOn = (name: string) => sounds(name, { mail: lines });

async function ask(count = 1): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const expiresAt = clock.now() / 1000 + 900;
    await queue.send({ kind: 'sign_in', to: 'ada@example.com', link: 'https://example.com/link', expiresAt });
  }
  await queue.settled();
}

/** What failed is tried again. */
async function later(seconds = 6): Promise<void> {
  lines.length = 0;
  clock.advance(seconds);
  await queue.settled();
}

test('mail-paused: SES sends nothing; switched on again, what waits is sent', async () => {
  answer = 'paused';
  await ask();
  expect(isOn('mail-paused')).toBe(true);
  answer = 'sent';
  await later();
  expect(isOn('mail-paused')).toBe(false);
  expect(lines.join()).toContain('mail_sent');
});

test('mail-refused: SES refuses five for good; out of the sandbox it takes them', async () => {
  answer = 'refused';
  await ask(4);
  expect(isOn('mail-refused'), 'a few are mistyped').toBe(false);
  await ask();
  expect(isOn('mail-refused')).toBe(true);
  answer = 'sent';
  lines.length = 0;
  await ask(5);
  expect(isOn('mail-refused')).toBe(false);
});

test('mail-waiting, mail-dead-letters: SES is away; a mail waits, and is given up; the next is sent', async () => {
  answer = 'fault';
  await ask();
  expect(soundsAt('mail-waiting', age)).toBe(false);
  await later(240);
  expect(soundsAt('mail-waiting', age)).toBe(true);
  expect(lines.join()).toContain('mail_failed');
  for (let received = 2; received < 12; received += 1) await later();
  expect(soundsAt('mail-dead-letters', queue.size().dead)).toBe(true);

  answer = 'sent';
  lines.length = 0;
  await ask();
  expect(soundsAt('mail-waiting', age)).toBe(false);
  expect(queue.size()).toEqual({ waiting: 0, dead: 1 });
});
