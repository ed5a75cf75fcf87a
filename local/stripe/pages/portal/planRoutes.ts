import { chosen, confirmPage, planPage } from './plan.ts';
import { stay, switchPlan } from './switchPlan.ts';
import { mySubscription } from './visit.ts';
import type { Perform } from '../../api/perform.ts';
import type { World } from '../../world.ts';
import type { PortalRoute, Task } from './route.ts';
import type { Visit } from './visit.ts';
import type { Context } from 'hono';

/** Another plan: now, or at the end of the period. */
export function planRoutes(route: PortalRoute, task: Task, world: World, perform: Perform): void {
  const subscriptionIn = (visit: Visit, context: Context) =>
    visit.features.subscription_update.enabled
      ? mySubscription(visit, context.req.param('subscription') ?? '')
      : undefined;
  const choiceIn = (visit: Visit, context: Context) => {
    const subscription = subscriptionIn(visit, context);
    return subscription && chosen(world, visit, subscription, context.req.param('price') ?? '');
  };

  route('GET', '/plan/:subscription', (visit, context) => {
    const subscription = subscriptionIn(visit, context);
    return subscription && context.html(planPage(world, visit, subscription));
  });
  route('POST', '/plan/:subscription/stay', (visit, context) => {
    const subscription = subscriptionIn(visit, context);
    return (
      subscription &&
      task(context, visit, () => {
        stay(perform, subscription);
      })
    );
  });
  route('GET', '/plan/:subscription/:price', (visit, context) => {
    const choice = choiceIn(visit, context);
    return choice && context.html(confirmPage(world, visit, choice));
  });
  route('POST', '/plan/:subscription/:price', (visit, context) => {
    const choice = choiceIn(visit, context);
    if (choice === undefined) return undefined;
    const work = () => switchPlan(perform, visit, choice);
    return task(context, visit, work, (problem) => confirmPage(world, visit, choice, problem));
  });
}
