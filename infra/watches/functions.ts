import { Duration } from 'aws-cdk-lib';
import type { FunctionName } from '../rights.ts';
import { FIVE_MINUTES } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** Functions that end before they have answered. Those that answer HTTP are watched by what they answer. */
export function functionWatches(functions: Watched['functions']): Watch[] {
  const errorsOf = (name: FunctionName, period = FIVE_MINUTES) =>
    functions[name].metricErrors({ period, statistic: 'Sum' });
  return [
    {
      name: 'sync-crashes',
      metric: errorsOf('sync'),
      atLeast: 3,
      loses:
        'The sync function ends before it has answered, so no change that Stripe reports reaches any reader: neither ' +
        'access for those who pay, nor its end for those who do not.',
      act: 'See its log: a secret that is missing or wrong, a time-out, or a deployment that went wrong.',
    },
    {
      name: 'mail-crashes',
      metric: errorsOf('mail'),
      atLeast: 3,
      loses: 'The mail function ends before it has answered: no reader who needs a code can sign in.',
      act: 'See its log: a deployment that went wrong, or a time-out while SES does not answer.',
    },
    {
      name: 'sweep-crashes',
      metric: errorsOf('sweep', Duration.hours(1)),
      atLeast: 2,
      loses:
        'The search for what no event told fails again and again. Readers whose payment was not reported wait for ' +
        'access; those whose end was not reported read on.',
      act:
        'See the log of the sweep function: a secret that is missing, a deployment that went wrong, or a row that cannot ' +
        'be read. It goes on where it was once that is mended.',
    },
    {
      name: 'rotation-failed',
      metric: errorsOf('rotate'),
      atLeast: 1,
      loses:
        'Signing keys were not looked after today. Readers notice nothing while a key that is made in advance is left, ' +
        'for up to 90 days; a key that should retire is still accepted.',
      act: 'See the log of the rotate function, and run it again: twice does no harm.',
    },
  ];
}
