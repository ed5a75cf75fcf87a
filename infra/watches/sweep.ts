import { Duration } from 'aws-cdk-lib';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { IFilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { countLines } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** A sweep comes four times an hour; what it says again within one is not told again. */
const HOUR = Duration.hours(1);

/** Events missing from one window: more than a webhook that fails now and then leaves behind. */
const MANY_EVENTS = 20;

/** The search for what no event has told, by what it logs. */
export function sweepWatches(scope: Construct, deployment: Deployment, { functions }: Watched): Watch[] {
  const count = (name: string, pattern: IFilterPattern, period: Duration) =>
    countLines(scope, deployment, name, pattern, [functions.sweep.logGroup], period);
  const says = (event: string) => FilterPattern.stringValue('$.event', '=', event);
  return [
    {
      name: 'sweep-halted',
      metric: count('sweep-halted', says('sweep_halted'), HOUR),
      atLeast: 1,
      loses:
        'The search for what Stripe did not tell has stopped, so that nobody is locked out by mistake. Nobody loses access ' +
        'by it; but a reader whose payment was not reported waits until it goes on.',
      act:
        'Find sweep_halted in the log of the sweep function. Its outcome says why. key_refused: put a key that Stripe takes, ' +
        'with the rights of docs/deploy.md, into stripe-key, and restart the functions sync and access, which read it only ' +
        'as they start. wrong_mode: the key is of the other mode. ' +
        'other_account: it is of another account than the first sweep saw; if that was the wrong one, POST ' +
        '/admin/v1/sweeps/account. too_many_would_lose: see GET /admin/v1/sweeps; if they are to lose access, POST ' +
        '/admin/v1/sweeps/nightly/release, else mend what is wrong at Stripe: the next night compares anew.',
    },
    {
      name: 'sweep-silent',
      metric: count('sweep-silent', says('sweep_events_page'), Duration.hours(3)),
      silent: true,
      loses:
        'For three hours the search for events that Stripe made and could not deliver has not moved on. Readers who paid by such ' +
        'an event wait for access. After the first deployment this is so for up to an hour.',
      act:
        'See the log of the sweep function: sweep_interrupted says that Stripe was away or asked us to slow down; an error, ' +
        'that a deployment went wrong. It makes good what it missed, up to 30 days back.',
    },
    {
      name: 'night-silent',
      metric: count('night-silent', says('sweep_night_compared'), Duration.hours(30)),
      silent: true,
      loses:
        'For more than a day no nightly comparison with Stripe has come to its end. Whatever changed at Stripe without an ' +
        'event has not reached its readers: some wait for access they paid for, others read on. After the first ' +
        'deployment this is so until the first night is over.',
      act:
        'See GET /admin/v1/sweeps and the log of the sweep function. halted: see the alarm sweep-halted. Else ' +
        'sweep_interrupted or an error says what stops it at the same page. After a day a night is given up ' +
        '(sweep_night_given_up) and the next begins. sweep_row_unreadable: a newer or older version of Gatefold wrote ' +
        'the row.',
    },
    {
      name: 'events-missing',
      metric: count(
        'events-missing',
        FilterPattern.all(
          says('sweep_events_missing'),
          FilterPattern.numberValue('$.count', '>=', MANY_EVENTS),
        ),
        HOUR,
      ),
      atLeast: 1,
      loses:
        'Stripe made many events within an hour that were not applied: they never arrived, or still wait in the queue. They ' +
        'have been sent for now; their subscribers have waited so long for access, or read on so long without it.',
      act:
        'See the alarm sync-waiting: if it is on, they wait, and nothing was lost. Else see ' +
        "the deliveries of the webhook endpoint in Stripe's dashboard: is it there, enabled, and subscribed to the types " +
        'that docs/billing.md lists? Then the alarms of the webhook and of its queue.',
    },
    {
      name: 'sweep-drift',
      metric: count('sweep-drift', says('sweep_drift'), HOUR),
      atLeast: 1,
      loses:
        'What is stored of some subscribers was not what Stripe says, and no event had told. They have been read anew: they ' +
        'have what they should by now.',
      act:
        'See GET /admin/v1/sweeps. One or two are changes that came while the night was compared. More, or every night: an ' +
        'event type is missing from the webhook endpoint, or objects were changed where Stripe tells nobody; see docs/billing.md.',
    },
    {
      name: 'sweep-unreadable',
      metric: count(
        'sweep-unreadable',
        FilterPattern.any(says('sweep_event_unreadable'), says('sweep_row_unreadable')),
        HOUR,
      ),
      atLeast: 1,
      loses:
        'The sweep met an event or a row that it cannot read, and left it. What changed for that one subscriber may reach ' +
        'them late: access they paid for, or its end.',
      act:
        'Find sweep_event_unreadable or sweep_row_unreadable in the log of the sweep function; it names the event or the customer. ' +
        'A row: a newer or older version of Gatefold wrote it, so deploy the newer one.',
    },
  ];
}
