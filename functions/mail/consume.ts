import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Mailer } from '../../shared/aws/mailer.ts';
import type { EpochMillis } from '../../shared/membership/model.ts';
import { mailMessage } from '../../shared/mail/message.ts';
import type { Log } from '../http/log.ts';
import { signInMail } from './sign-in-mail.ts';

export interface MailDeps {
  readonly publication: { readonly name: string; readonly supportEmail: string };
  readonly mailer: Mailer;
  readonly now: () => EpochMillis;
  readonly log: Log;
}

/** Mail out: renders and sends each message of a batch, and says which are to come again. */
export function createMailConsumer(deps: MailDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const failed: SQSRecord[] = [];
    for (const record of Records) {
      try {
        await send(deps, record);
      } catch (error) {
        deps.log({ level: 'error', event: 'mail_failed', error });
        failed.push(record);
      }
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function send(deps: MailDeps, record: SQSRecord): Promise<void> {
  const message = mailMessage.parse(JSON.parse(record.body));
  // A code that has run out by the time it can be sent would only puzzle its reader.
  if (message.expiresAt * 1000 <= deps.now()) {
    deps.log({ level: 'warn', event: 'mail_too_late' });
    return;
  }
  await deps.mailer.send(await signInMail(message, deps.publication));
  deps.log({ level: 'info', event: 'mail_sent', outcome: message.kind });
}
