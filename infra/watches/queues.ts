import { Duration } from 'aws-cdk-lib';
import type { QueuePair } from '../queues.ts';
import { DELIVERY } from '../queues.ts';
import { FIVE_MINUTES } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

export function queueWatches({ sync, mail }: Watched['queues']): Watch[] {
  return [
    {
      name: 'sync-dead-letters',
      metric: lettersIn(sync),
      atLeast: 1,
      loses:
        `Stripe reported changes that were not applied after ${DELIVERY.sync.maxReceiveCount} attempts. A new subscriber ` +
        'among them may be locked out, one who renewed soon will be, and one who no longer pays may still read.',
      act:
        'Find sync_failed in the log of the sync function and mend its cause (StripeAuthenticationError: restart sync and ' +
        'access after a new key, docs/deploy.md), then redrive the dead-letter queue: ' +
        'a sync reads the customer anew, so old messages do no harm.',
    },
    {
      name: 'sync-waiting',
      metric: ageIn(sync),
      atLeast: Duration.minutes(15).toSeconds(),
      loses:
        'What Stripe reported a quarter of an hour ago is not applied yet. Those who paid through a payment link, or ' +
        'whose renewal went through just now, wait for access; those who return from Checkout do not.',
      act: 'See status.stripe.com and sync_failed in the log of the sync function. Nothing is lost while it waits.',
    },
    {
      name: 'mail-dead-letters',
      metric: lettersIn(mail),
      atLeast: 1,
      loses: 'Readers asked for a code to sign in with and were never sent it.',
      act:
        'See mail_failed in the log of the mail function and the state of the sender in SES. Do not redrive: the codes ' +
        'have run out, and readers who still want to sign in have asked again. The letters are gone within a day.',
    },
    {
      name: 'mail-waiting',
      metric: ageIn(mail),
      atLeast: Duration.minutes(4).toSeconds(),
      loses: 'Readers are waiting at the sign-in page for a code that has not been sent.',
      act: 'See mail_failed in the log of the mail function, and the sending quota and state of the sender in SES.',
    },
  ];
}

function lettersIn({ dead }: QueuePair) {
  return dead.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' });
}

function ageIn({ queue }: QueuePair) {
  return queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: 'Maximum' });
}
