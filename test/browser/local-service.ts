import { setTimeout } from 'node:timers/promises';
import type { Running } from '../../local/start.ts';

/** Moves the clock that everything started with it lives by. */
export async function advanceClock({ stripeDouble = '' }: Running, seconds: number): Promise<void> {
  const response = await fetch(`${stripeDouble}/_double/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seconds }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** The code of the newest mail to an address, once it is there, and is another one than `before`. */
export async function newestCode(service: string, email: string, before = ''): Promise<string> {
  for (let looks = 0; looks < 400; looks += 1) {
    const outbox = await (await fetch(`${service}/outbox`)).text();
    const mail = outbox.split('<article').find((article) => article.includes(`To ${email},`));
    const [, first = '', second = ''] = /(\d{3}) (\d{3})/.exec(mail ?? '') ?? [];
    if (first + second !== before) return first + second;
    await setTimeout(25);
  }
  throw new Error(`No code was mailed to ${email}.`);
}
