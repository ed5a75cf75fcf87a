import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openDataFolder } from '../../local/data-folder.ts';
import { freePorts } from '../../local/ports.ts';
import { start } from '../../local/start.ts';
import type { Running, StartOptions } from '../../local/start.ts';

export interface LocalService extends Running {
  /** Where a page may be served whose scripts the service answers. */
  readonly pagePort: number;
}

/** All that `npm start` starts, on free ports and in a folder of its own, which goes when it stops. */
export async function startLocal(change?: StartOptions['change']): Promise<LocalService> {
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-browser-'));
  const data = openDataFolder(folder);
  const port = await freePorts(4);
  const pagePort = port + 3;
  const furtherOrigins = [`http://127.0.0.1:${pagePort}`];
  const running = await start({ data, port, quiet: true, furtherOrigins, ...(change && { change }) });
  return {
    ...running,
    pagePort,
    async stop() {
      await running.stop();
      data.release();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Ninety days for the press. */
export async function grantComp(
  { service, adminKey, now }: Running,
  email: string,
  granted: { readonly plan: string } | { readonly features: readonly string[] },
): Promise<void> {
  const endsAt = new Date(now() + 90 * 86_400_000).toISOString();
  const response = await fetch(`${service}/admin/v1/grants`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email, ...granted, ends_at: endsAt, reason: 'Press' }),
  });
  if (!response.ok) throw new Error(await response.text());
}

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
