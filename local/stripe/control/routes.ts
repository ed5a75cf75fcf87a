import { deliveryRoutes } from './routes/deliveries.ts';
import { createActRoute } from './routes/http.ts';
import { paymentRoutes } from './routes/payments.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { timeRoutes } from './routes/time.ts';
import { wireRoutes } from './routes/wire.ts';
import type { Perform } from '../api/perform.ts';
import type { World } from '../world.ts';
import type { Control } from './control.ts';
import type { Hono } from 'hono';

interface ControlParts {
  readonly control: Control;
  readonly perform: Perform;
  readonly world: World;
  /** Sends new events on their way. */
  readonly changed: () => void;
}

/** The control over HTTP: JSON for programs, and the forms of the control page. */
export function controlRoutes(app: Hono, { control, perform, world, changed }: ControlParts): void {
  const act = createActRoute(app, changed);
  deliveryRoutes(app, act, control);
  paymentRoutes(act, control);
  subscriptionRoutes(act, control, perform);
  timeRoutes(app, act, control, world.now);
  wireRoutes(app, act, control);
}
