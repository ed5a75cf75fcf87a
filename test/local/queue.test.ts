// Claims:
// - The local queue behaves as SQS does where Gatefold relies on it: at least once, delays, a message that failed comes
//   again, one that always fails is put aside, and its consumer gets SQS's own events.
// - What was sent is still there when the process is killed, also what was just being worked on.
// - What another process puts in is noticed, and takes nothing from whom is at work.
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSender } from '../../local/queue-file.ts';
import { openQueues } from '../../local/queue.ts';
import type { Consumer, LocalQueue } from '../../local/queue.ts';
import { createClock } from '../support/clock.ts';
import type { Clock } from '../support/clock.ts';
import { killHard, runScript, temporaryFolder } from './support.ts';

const SECONDS_UNTIL_SHOWN_AGAIN = 5;
const MAX_RECEIVES = 12;

interface Open {
  readonly clock: Clock;
  readonly queue: LocalQueue<string>;
  readonly other: LocalQueue<string>;
  readonly close: () => Promise<void>;
}

function open(file = ':memory:', clock = createClock()): Open {
  const queues = openQueues(file, clock.now);
  const [queue, other] = [queues.queue<string>('one'), queues.queue<string>('other')];
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await Promise.all([queue.stop(), other.stop()]);
    queues.close();
  };
  onTestFinished(close);
  return { clock, queue, other, close };
}

const textOf = ({ body }: SQSRecord) => JSON.parse(body) as string;

/** Collects what it is handed; what `fails` picks is reported as failed. */
function collector(fails: (text: string) => boolean = () => false) {
  const events: SQSEvent[] = [];
  const consumer: Consumer = (event) => {
    events.push(event);
    const failed = event.Records.filter((record) => fails(textOf(record)));
    return Promise.resolve({
      batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
  };
  return { consumer, events, texts: () => events.flatMap(({ Records }) => Records).map(textOf) };
}

describe('a message', () => {
  test('is handed over once where all is well, in SQS’s own shape', async () => {
    const { clock, queue } = open();
    const { consumer, events } = collector();
    await queue.send('hello');
    queue.start(consumer);
    await queue.settled();
    const [record] = events.flatMap(({ Records }) => Records);
    expect(record).toMatchObject({
      body: '"hello"',
      md5OfBody: createHash('md5').update('"hello"').digest('hex'),
      eventSource: 'aws:sqs',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) },
    });
    clock.advance(3_600);
    await queue.settled();
    expect(events).toHaveLength(1);
    expect(queue.size()).toEqual({ waiting: 0, dead: 0 });
  });

  test('that is delayed waits for its time', async () => {
    const { clock, queue } = open();
    const { consumer, texts } = collector();
    queue.start(consumer);
    await queue.send('later', { delaySeconds: 90 });
    await queue.send('now');
    await queue.settled();
    expect(texts()).toEqual(['now']);
    clock.advance(89);
    await queue.settled();
    expect(texts()).toEqual(['now']);
    clock.advance(1);
    await queue.settled();
    expect(texts()).toEqual(['now', 'later']);
  });

  test('that failed stays hidden for a while and comes again, with the count of its receives', async () => {
    const { clock, queue } = open();
    let failures = 2;
    const { consumer, events } = collector(() => failures-- > 0);
    queue.start(consumer);
    await queue.send('stubborn');
    await queue.settled();
    clock.advance(SECONDS_UNTIL_SHOWN_AGAIN - 1);
    await queue.settled();
    expect(events).toHaveLength(1);
    for (let again = 0; again < 3; again += 1) {
      clock.advance(SECONDS_UNTIL_SHOWN_AGAIN);
      await queue.settled();
    }
    const attributes = events.flatMap(({ Records }) => Records).map((record) => record.attributes);
    expect(attributes.map(({ ApproximateReceiveCount: count }) => count)).toEqual(['1', '2', '3']);
    expect(new Set(attributes.map(({ SentTimestamp: sent }) => sent)).size).toBe(1);
  });

  test('that is postponed comes again when it was asked to', async () => {
    const { clock, queue } = open();
    let isFirst = true;
    const { consumer, events } = collector(() => true);
    queue.start(async (event) => {
      if (isFirst) await queue.postpone(event.Records[0]?.receiptHandle ?? '', 40);
      isFirst = false;
      return consumer(event);
    });
    await queue.send('slow down');
    await queue.settled();
    clock.advance(39);
    await queue.settled();
    expect(events).toHaveLength(1);
    clock.advance(1);
    await queue.settled();
    expect(events).toHaveLength(2);
  });

  test('that always fails is put aside after twelve receives, and holds up no other', async () => {
    const { clock, queue } = open();
    const { consumer, texts } = collector((text) => text === 'poison');
    queue.start(consumer);
    await queue.send('poison');
    for (let receive = 1; receive <= MAX_RECEIVES + 3; receive += 1) {
      await queue.send(`after ${receive}`);
      await queue.settled();
      clock.advance(SECONDS_UNTIL_SHOWN_AGAIN);
    }
    expect(texts().filter((text) => text === 'poison')).toHaveLength(MAX_RECEIVES);
    expect(texts().filter((text) => text !== 'poison')).toHaveLength(MAX_RECEIVES + 3);
    expect(queue.size()).toEqual({ waiting: 0, dead: 1 });
  });
});

describe('a batch', () => {
  test('is of five at most, as on AWS', async () => {
    const { queue } = open();
    const { consumer, events, texts } = collector();
    for (let count = 0; count < 25; count += 1) await queue.send(String(count));
    queue.start(consumer);
    await queue.settled();
    expect(events.map(({ Records }) => Records.length)).toEqual([5, 5, 5, 5, 5]);
    expect(new Set(texts()).size).toBe(25);
  });

  test('of which one failed has that one alone come again', async () => {
    const { clock, queue } = open();
    const { consumer, events } = collector((text) => text === 'b');
    for (const text of ['a', 'b', 'c']) await queue.send(text);
    queue.start(consumer);
    await queue.settled();
    clock.advance(SECONDS_UNTIL_SHOWN_AGAIN);
    await queue.settled();
    expect(events.map(({ Records }) => Records.map(textOf))).toEqual([['a', 'b', 'c'], ['b']]);
  });

  test('whose consumer throws comes again as a whole', async () => {
    const { clock, queue } = open();
    const { consumer, texts } = collector();
    for (const text of ['a', 'b']) await queue.send(text);
    queue.start(() => Promise.reject(new Error('out of memory')));
    await queue.settled();
    expect(queue.size()).toEqual({ waiting: 2, dead: 0 });
    await queue.stop();
    clock.advance(SECONDS_UNTIL_SHOWN_AGAIN);
    queue.start(consumer);
    await queue.settled();
    expect(texts()).toEqual(['a', 'b']);
  });
});

test('queues in one file keep apart', async () => {
  const { queue, other } = open();
  const { consumer, texts } = collector();
  await queue.send('mine');
  await other.send('theirs');
  queue.start(consumer);
  await queue.settled();
  expect(texts()).toEqual(['mine']);
  expect(other.size()).toEqual({ waiting: 1, dead: 0 });
});

describe('in a file', () => {
  test('what waits survives closing and opening, with its delay and its count', async () => {
    const file = join(temporaryFolder(), 'queues.db');
    const clock = createClock();
    const before = open(file, clock);
    before.queue.start(collector(() => true).consumer);
    await before.queue.send('failed once');
    await before.queue.settled();
    await before.queue.send('later', { delaySeconds: 60 });
    await before.close();

    const { queue } = open(file, clock);
    const { consumer, events, texts } = collector();
    queue.start(consumer);
    clock.advance(SECONDS_UNTIL_SHOWN_AGAIN);
    await queue.settled();
    expect(texts()).toEqual(['failed once']);
    expect(events[0]?.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
    clock.advance(60);
    await queue.settled();
    expect(texts()).toEqual(['failed once', 'later']);
  });

  test('a batch that a killed process was working on comes again at once', async () => {
    const file = join(temporaryFolder(), 'queues.db');
    const worker = await runScript(
      `import { openQueues } from './local/queue.ts';
       const queue = openQueues(process.argv[1]).queue('one');
       for (const text of ['a', 'b']) await queue.send(text);
       queue.start(() => { console.log('taken'); return new Promise(() => setInterval(() => {}, 1000)); });`,
      file,
    );
    await killHard(worker);
    const clock = createClock(Date.now());
    const { queue } = open(file, clock);
    const { consumer, texts } = collector();
    queue.start(consumer);
    await queue.settled();
    expect(texts()).toEqual(['a', 'b']);
  });

  test('a batch of another process is noticed while a message is being worked on, and each comes once', async () => {
    const file = join(temporaryFolder(), 'queues.db');
    const { queue } = open(file, createClock(Date.now()));
    const { consumer, texts } = collector();
    const begun = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    queue.start(async (event) => {
      begun.resolve(undefined);
      await goOn.promise;
      return consumer(event);
    });
    await queue.send('mine');
    await begun.promise;
    const sender = openSender<string>(file, 'one', () => 0);
    await sender.sendBatch(['theirs', 'and this']);
    sender.close();
    goOn.resolve(undefined);
    await expect.poll(texts, { interval: 5 }).toEqual(['mine', 'theirs', 'and this']);
    expect(queue.size()).toEqual({ waiting: 0, dead: 0 });

    const later = openSender<string>(file, 'one', () => 0);
    await later.sendBatch(['when nobody was at work']);
    later.close();
    await expect.poll(texts, { interval: 20, timeout: 10_000 }).toContain('when nobody was at work');
  });
});
