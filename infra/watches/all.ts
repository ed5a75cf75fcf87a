import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { catalogueWatches } from './catalogue.ts';
import { functionWatches } from './functions.ts';
import { httpWatches } from './http.ts';
import { mailWatches } from './mail.ts';
import { queueWatches } from './queues.ts';
import { stripeWatches } from './stripe.ts';
import { sweepWatches } from './sweep.ts';
import { throttleWatches } from './throttles.ts';
import { tokenWatches } from './tokens.ts';
import type { Watch, Watched } from './watch.ts';

export function watches(scope: Construct, deployment: Deployment, watched: Watched): Watch[] {
  return [
    ...queueWatches(watched.queues),
    ...stripeWatches(scope, deployment, watched),
    ...mailWatches(scope, deployment, watched),
    ...httpWatches(scope, deployment, watched),
    ...tokenWatches(scope, deployment, watched),
    ...functionWatches(watched.functions),
    ...throttleWatches(deployment, watched),
    ...catalogueWatches(scope, deployment, watched),
    ...sweepWatches(scope, deployment, watched),
  ];
}
