import { adminGrant } from './flow-grant.ts';
import { checkout } from './flow-checkout.ts';
import { event } from './flow-event.ts';
import { rotation, start } from './flow-keys.ts';
import { mint, signingIn } from './flow-reader.ts';
import { sweep } from './flow-sweep.ts';
import type { Flow } from './flow.ts';

export const FLOWS: readonly Flow[] = [mint, start, signingIn, checkout, event, adminGrant, sweep, rotation];
