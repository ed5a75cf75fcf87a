import * as z from 'zod';
import type { Deployment } from '../../../infra/deployment.ts';
import { reasonOf } from './reason.ts';

const keySet = z.object({ keys: z.array(z.unknown()).min(1) });
const plans = z.object({ plans: z.array(z.unknown()) });

/** What the service answers at one of its addresses. */
export type Seen =
  | { readonly at: string; readonly keys: number; readonly plans: number }
  | { readonly at: string; readonly failed: string };

/** The service as CloudFront has it, and on its own host, which takes DNS. */
export function addressesOf({ service, hasOwnHost }: Deployment, cdnHost: string): [string, string] {
  const base = service.pathname.replace(/\/$/, '');
  const atCdn = `https://${cdnHost}${base}`;
  return [atCdn, hasOwnHost ? service.href.replace(/\/$/, '') : `${service.origin}${base}`];
}

/** Asks for what every reader and verifier asks for first. */
export async function seeService(call: typeof fetch, at: string): Promise<Seen> {
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const response = await call(`${at}${path}`, { signal: AbortSignal.timeout(20_000) });
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    return schema.parse(await response.json());
  };
  try {
    const { keys } = await read('/.well-known/jwks.json', keySet);
    const { plans: onSale } = await read('/v1/plans', plans);
    return { at, keys: keys.length, plans: onSale.length };
  } catch (error) {
    return { at, failed: reasonOf(error) };
  }
}
