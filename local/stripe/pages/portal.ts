import * as z from 'zod';
import { cancel, cancelPage } from './portal/cancel.ts';
import { cardPage, takeCard } from './portal/card.ts';
import { donePage } from './portal/frame.ts';
import { homePage } from './portal/home.ts';
import { chosen, confirmPage, planPage } from './portal/plan.ts';
import { loginPages } from './portal/login.ts';
import { planRoutes } from './portal/planRoutes.ts';
import { createPortalRoute, createTask } from './portal/route.ts';
import { mySubscription } from './portal/visit.ts';
import type { Perform } from '../api/perform.ts';
import type { World } from '../world.ts';
import type { Html } from './layout.ts';
import type { Visit } from './portal/visit.ts';
import type { Context, Hono } from 'hono';

const text = z.string().default('');
const cardForm = z.object({ number: text, expiry: text, cvc: text });
const reasonForm = z.object({ feedback: z.string().optional(), comment: z.string().optional() });

/** The hosted customer portal: only what the session's configuration allows, only for the session's customer. */
export function portalPages(app: Hono, world: World, perform: Perform, changed: () => void): void {
  const route = createPortalRoute(app, world);
  const task = createTask(world, changed);
  const toCancel = (visit: Visit, context: Context) =>
    visit.features.subscription_cancel.enabled
      ? mySubscription(visit, context.req.param('subscription') ?? '')
      : undefined;

  route('GET', '', (visit, context) => context.html(firstPage(world, visit)));
  route('GET', '/done', (visit, context) => context.html(donePage(visit)));

  route('GET', '/cancel/:subscription', (visit, context) => {
    const subscription = toCancel(visit, context);
    return subscription && context.html(cancelPage(world, visit, subscription));
  });
  route('POST', '/cancel/:subscription', async (visit, context) => {
    const subscription = toCancel(visit, context);
    if (subscription === undefined) return undefined;
    const { feedback, comment } = reasonForm.parse(await context.req.parseBody());
    return task(context, visit, () => cancel(perform, visit, subscription, { feedback, comment }));
  });
  route('POST', '/resume/:subscription', (visit, context) => {
    const subscription = toCancel(visit, context);
    return (
      subscription &&
      task(context, visit, () =>
        perform('POST /v1/subscriptions/:id', subscription.id, { cancel_at_period_end: false }),
      )
    );
  });

  route('GET', '/card', (visit, context) =>
    visit.features.payment_method_update.enabled ? context.html(cardPage(visit)) : undefined,
  );
  route('POST', '/card', async (visit, context) => {
    if (!visit.features.payment_method_update.enabled) return undefined;
    const entry = cardForm.parse(await context.req.parseBody());
    const work = () => {
      takeCard(world, visit, entry);
    };
    return task(context, visit, work, (problem) => cardPage(visit, problem));
  });
  route('POST', '/invoices/:invoice/pay', (visit, context) => {
    const invoice = world.objects.get('invoice', context.req.param('invoice') ?? '');
    if (invoice?.customer !== visit.customer.id || !visit.features.invoice_history.enabled) return undefined;
    return task(context, visit, () => perform('POST /v1/invoices/:id/pay', invoice.id));
  });
  planRoutes(route, task, world, perform);
  loginPages(app, world);
}

/** A flow begins with its task. */
function firstPage(world: World, visit: Visit): Html {
  const { flow } = visit.session;
  const [subscription] = visit.subscriptions;
  if (flow?.type === 'payment_method_update') return cardPage(visit);
  if (flow === null || subscription === undefined) return homePage(world, visit);
  if (flow.type === 'subscription_cancel') return cancelPage(world, visit, subscription);
  const price = flow.subscription_update_confirm?.items[0]?.price ?? '';
  const choice = chosen(world, visit, subscription, price);
  return choice === undefined ? planPage(world, visit, subscription) : confirmPage(world, visit, choice);
}
