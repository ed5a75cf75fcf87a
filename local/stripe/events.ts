import { buildEvent } from './objects/event.ts';
import { isSuppressed } from './webhooks/conditions.ts';
import type { DoubleEvent } from './objects/event.ts';
import type { World } from './world.ts';

/**
 * Stores an event and queues it for every webhook endpoint that asked for its type; does neither where a hand
 * suppresses it.
 *
 * @param before the object as it was; its differing fields become `previous_attributes`
 */
export function emit(world: World, type: string, object: object, before?: object): void {
  const suppression = world.settings.get('suppression');
  const luck = () => world.settings.draw(suppression?.seed ?? 0);
  if (!isSuppressed(suppression, type, luck)) makeEvent(world, type, object, before);
}

/** An event that is made whatever is suppressed. */
export function makeEvent(world: World, type: string, object: object, before?: object): DoubleEvent {
  const endpoints = world.deliveries.endpointsFor(type);
  const event = buildEvent(world.stamp('event'), {
    type,
    object,
    previous: before === undefined ? undefined : previousAttributes(before, object),
    request: world.request,
    pendingWebhooks: endpoints.length,
  });
  world.objects.put('event', event);
  for (const endpoint of endpoints) world.deliveries.enqueue(event.id, endpoint);
  return event;
}

/** What each changed top-level field was; a field that is new was null. */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const old: Record<string, unknown> = { ...before };
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field]),
  );
  return Object.fromEntries(changed.map(([field]) => [field, old[field] ?? null]));
}
