import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { countLines } from './watch.ts';
import type { Watch, Watched } from './watch.ts';

/** What SES says of the mails that are handed to it. */
export function mailWatches(scope: Construct, deployment: Deployment, { functions }: Watched): Watch[] {
  const count = (name: string, event: string) =>
    countLines(scope, deployment, name, FilterPattern.stringValue('$.event', '=', event), [
      functions.mail.logGroup,
    ]);
  return [
    {
      name: 'mail-paused',
      metric: count('mail-paused', 'mail_paused'),
      atLeast: 1,
      loses:
        'SES sends nothing from this account: no reader who needs a code or a link can sign in. Mails are tried again ' +
        'until their codes have run out.',
      act:
        'See the account dashboard of SES in this region: whether sending is paused or the account under review, and ' +
        'whether the domain of the sender is still verified (MailRecord1 to MailRecord3, docs/deploy.md).',
    },
    {
      name: 'mail-refused',
      metric: count('mail-refused', 'mail_refused'),
      // An address that was mistyped beyond what SES takes is one.
      atLeast: 5,
      loses: 'SES refuses the mails to some readers for good, so these readers can not sign in by mail.',
      act:
        'See mail_refused in the log of the mail function. All of them: the account is still in the sandbox of SES, which ' +
        'mails only verified addresses (docs/deploy.md), or refuses what mails say.',
    },
    {
      name: 'mail-bounces',
      // At 5 % SES puts an account under review (docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html).
      metric: reputation('BounceRate'),
      atLeast: 0.04,
      loses:
        'Mails of this account come back, more than SES allows for long. If it pauses the account, no reader who needs a ' +
        'code or a link can sign in.',
      act:
        'See the reputation page of SES: the rate is of the whole account, so another sender may be behind it. Addresses that ' +
        'came in by an import and are years old bounce most; a robot that types addresses into the sign-in page, next.',
    },
    {
      name: 'mail-complaints',
      metric: reputation('ComplaintRate'),
      // At 0.1 % an account is under review.
      atLeast: 0.0008,
      loses:
        'Readers mark mails of this account as unwanted, more than SES allows for long. If it pauses the account, nobody ' +
        'who needs a code or a link can sign in.',
      act:
        'See the reputation page of SES: the rate is of the whole account. Where it is ours, somebody asks for codes in the ' +
        'name of readers: see sign_in_mail_limit in the log of the access function.',
    },
  ];
}

/** Of the account in this region, whoever sends: a share, 1 for all. */
function reputation(rate: 'BounceRate' | 'ComplaintRate'): Metric {
  return new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${rate}`,
    period: Duration.hours(1),
    statistic: 'Maximum',
  });
}
