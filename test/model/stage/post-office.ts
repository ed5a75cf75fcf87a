import { post } from '../../../local/stripe/webhooks/post.ts';
import type { DoubleEvent } from '../../../local/stripe/objects/event.ts';
import type { EpochMillis } from '../../../shared/membership/model.ts';
import { CALM } from './weather.ts';
import type { Sky } from './weather.ts';
import type { Stage } from './stage.ts';

/** When Stripe sends a webhook again that nobody accepted; for up to three days. */
const RETRY_SECONDS = [60, 300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200];

export interface PostOffice {
  /** Sends an event on its way, as the weather has it. */
  post(event: DoubleEvent): void;
  /** Whatever is still on its way arrives now. */
  hurry(): Promise<void>;
  /** Whatever is still on its way is lost. */
  drop(): void;
}

interface Letter {
  readonly event: DoubleEvent;
  attempts: number;
  open: boolean;
}

/** Carries Stripe's webhooks, signed, to the webhook function; it loses, repeats, delays and tries again. */
export function createPostOffice(
  stage: Stage,
  sky: Sky,
  endpoint: { readonly url: string; readonly secret: string },
  webhook: (request: Request) => Promise<Response>,
): PostOffice {
  const onTheWay = new Set<Letter>();

  function schedule(letter: Letter, at: EpochMillis): void {
    stage.at(at, () => attempt(letter));
  }

  async function attempt(letter: Letter): Promise<void> {
    if (!letter.open) return;
    letter.open = false;
    const target = { ...endpoint, fetch: webhook };
    const skew = Math.round((sky.luck.next() * 2 - 1) * sky.weather.skewMillis);
    const signedAt = Math.floor(stage.now() / 1000);
    let accepted = false;
    await stage.start(
      'webhook',
      skew,
      () => post(target, JSON.stringify(letter.event), signedAt),
      (ending) => {
        accepted = ending.kind === 'done' && ending.value.accepted;
        if (accepted) onTheWay.delete(letter);
      },
    );
    const wait = RETRY_SECONDS[letter.attempts];
    letter.attempts += 1;
    // Looked at once Stripe has waited for its answer.
    stage.at(stage.now() + 10_000, () => {
      if (accepted) return;
      sky.count('webhook tried again');
      letter.open = true;
      if (wait === undefined) onTheWay.delete(letter);
      else schedule(letter, stage.now() + wait * 1000);
    });
  }

  return {
    post(event) {
      const { weather, luck, count } = sky;
      if (luck.chance(weather.lost)) {
        count('webhook lost');
        return;
      }
      const copies = luck.chance(weather.repeated) ? 2 + luck.below(3) : 1;
      if (copies > 1) count('webhook repeated');
      for (let copy = 0; copy < copies; copy += 1) {
        const letter = { event, attempts: 0, open: true };
        onTheWay.add(letter);
        const late = luck.chance(weather.late);
        if (late) count('webhook late');
        const quick = weather === CALM ? 1 : 10 + luck.below(luck.chance(0.5) ? 300 : 4_000);
        schedule(letter, stage.now() + (late ? luck.below(6 * 3_600_000) : quick));
      }
    },

    drop() {
      for (const letter of onTheWay) letter.open = false;
      onTheWay.clear();
    },

    async hurry() {
      for (const letter of [...onTheWay]) {
        letter.open = true;
        await attempt(letter);
      }
    },
  };
}
