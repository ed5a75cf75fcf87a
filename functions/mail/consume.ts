import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Mailer } from '../../shared/aws/mailer.ts';
import type { EpochMillis } from '../../shared/membership/model.ts';
import { mailMessage } from '../../shared/mail/message.ts';
import type { MailMessage } from '../../shared/mail/message.ts';
import type { Speaker } from '../../shared/words/speaker.ts';
import type { Log } from '../http/log.ts';
import type { Publication } from './letter.ts';
import { renderMail } from './render.ts';

export interface MailDeps {
  readonly publication: Publication;
  readonly speaker: Speaker;
  readonly mailer: Mailer;
  readonly now: () => EpochMillis;
  readonly log: Log;
}

/** Mail out: renders and sends each message of a batch, and says which are to come again. */
export function createMailConsumer(deps: MailDeps): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const failed: SQSRecord[] = [];
    for (const record of Records) {
      let requestId: string | undefined;
      try {
        const message = mailMessage.parse(JSON.parse(record.body));
        ({ requestId } = message);
        if ((await send(deps, message)) === 'paused') failed.push(record);
      } catch (error) {
        deps.log({
          level: 'error',
          event: 'mail_failed',
          ...(requestId !== undefined && { requestId }),
          error,
        });
        failed.push(record);
      }
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** `paused` where the mail is to come again; a mail that will never be sent is dropped, and counted by its line in the log. */
async function send(deps: MailDeps, message: MailMessage): Promise<'done' | 'paused'> {
  const now = deps.now() / 1000;
  const { kind, requestId } = message;
  const told = { outcome: kind, ...(requestId !== undefined && { requestId }) };
  // A code that has run out by the time it can be sent would only puzzle its reader.
  if (message.expiresAt <= now) {
    deps.log({ level: 'warn', event: 'mail_too_late', ...told });
    return 'done';
  }
  if (message.kind === 'sign_in' && message.isKept === true) {
    deps.log({ level: 'warn', event: 'mail_kept', ...told });
    return 'done';
  }
  const outcome = await deps.mailer.send(await renderMail(message, deps.publication, deps.speaker, now));
  switch (outcome) {
    case 'sent':
      deps.log({ level: 'info', event: 'mail_sent', ...told });
      return 'done';
    case 'refused':
      deps.log({ level: 'error', event: 'mail_refused', ...told });
      return 'done';
    case 'paused':
      deps.log({ level: 'error', event: 'mail_paused', ...told });
      return 'paused';
  }
}
