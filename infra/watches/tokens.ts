import { Duration } from 'aws-cdk-lib';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { IFilterPattern, ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { countLines, FIVE_MINUTES } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** A key signs for 90 days; the next one is there long before. */
const OVERDUE_DAYS = 92;

/** What mints: by script, and for pages rendered on a server. */
const MINTING_ROUTES = ['POST /v1/token', 'GET /v1/continue'];

/** Tokens, what they are signed with, and the list that takes them back. */
export function tokenWatches(scope: Construct, deployment: Deployment, { functions }: Watched): Watch[] {
  const count = (name: string, pattern: IFilterPattern, log: ILogGroup, period = FIVE_MINUTES) =>
    countLines(scope, deployment, name, pattern, [log], period);
  const says = (event: string) => FilterPattern.stringValue('$.event', '=', event);
  const faultWhileMinting = FilterPattern.all(
    says('fault'),
    FilterPattern.any(...MINTING_ROUTES.map((route) => FilterPattern.stringValue('$.route', '=', route))),
  );
  const isOverdue = FilterPattern.all(
    says('keys_checked'),
    FilterPattern.numberValue('$.ageDays', '>=', OVERDUE_DAYS),
  );
  const { access, rotate } = functions;
  return [
    {
      name: 'mint-faults',
      metric: count('mint-faults', faultWhileMinting, access.logGroup),
      atLeast: 3,
      loses:
        'Readers who are signed in are given no token. Articles that are open lock when their token ends, within ten ' +
        'minutes; articles opened now stay locked, also for those who pay.',
      act:
        'Find fault in the log of the access function; its route and error say where. "No signing key is active": run the ' +
        'rotate function. AccessDenied or KMS: the signing key was disabled or its rights changed. Throttling: see DynamoDB.',
    },
    {
      name: 'revocations-unavailable',
      metric: count('revocations-unavailable', says('revocations_unavailable'), access.logGroup),
      atLeast: 3,
      loses:
        'The list of revoked tokens can not be made. Verifiers keep the last one for a minute; after that a token which was ' +
        'taken back opens articles to its reader until it ends, or, where a site fails closed, nobody reads.',
      act: 'Find revocations_unavailable in the log of the access function: its error names DynamoDB, KMS or a missing key.',
    },
    {
      name: 'signing-key-old',
      metric: count('signing-key-old', isOverdue, rotate.logGroup, Duration.days(1)),
      atLeast: 1,
      loses:
        'Readers lose nothing yet: tokens are signed as before, but with a key that should have been replaced days ago. ' +
        'Whoever had stolen it could still open every article.',
      act: 'Run the rotate function and see its log: it makes the next key, which signs a little over a day later.',
    },
    {
      name: 'rotation-silent',
      metric: count('rotation-silent', says('keys_checked'), rotate.logGroup, Duration.hours(50)),
      silent: true,
      loses:
        'Nobody has looked after the signing keys for two days. Readers notice nothing while a key made in advance is left, ' +
        'for up to 90 days.',
      act: 'See whether the schedule of the rotate function is there and enabled, run the function, and see its log.',
    },
  ];
}
