import {
  AccountSuspendedException,
  BadRequestException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  SendEmailCommand,
  SendingPausedException,
} from '@aws-sdk/client-sesv2';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { MailMessage } from '../mail/message.ts';
import { mailbox, oneLine } from '../mail/mailbox.ts';

/** One mail, ready to go. */
export interface Mail {
  readonly kind: MailMessage['kind'];
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * What became of a mail. `refused`: this one will never be sent, whoever tries again. `paused`: none is sent until the
 * publisher mends the account. Anything else that goes wrong throws, and is worth another try.
 */
export type MailOutcome = 'sent' | 'refused' | 'paused';

export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
}

export interface Sender {
  readonly name: string;
  /** Of a domain that SES has verified. */
  readonly address: string;
  readonly replyTo: string;
  /** The publication, by which what SES counts is told apart. */
  readonly publication: string;
  /** The name of the configuration set in SES that events are published by. */
  readonly configurationSet?: string | undefined;
}

/** An answer that comes by itself, from a holiday say, is not wanted (RFC 3834, section 5). */
const HEADERS = [{ Name: 'Auto-Submitted', Value: 'auto-generated' }];

/** A configuration set may count clicks by a detour, which would hand links that sign people in to a third party. */
const NO_TRACKING = {
  Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' },
} as const;

/** SES makes `multipart/alternative` of the two bodies; without a charset it would take them for 7-bit ASCII. */
export function createSesMailer(client: SESv2Client, sender: Sender): Mailer {
  const { name, address, replyTo, publication, configurationSet } = sender;
  return {
    async send({ kind, to, subject, text, html }) {
      const command = new SendEmailCommand({
        FromEmailAddress: mailbox(name, address),
        ReplyToAddresses: [replyTo],
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: utf8(oneLine(subject)),
            Body: { Text: utf8(text), Html: utf8(html) },
            Headers: HEADERS,
          },
        },
        EmailTags: [
          { Name: 'kind', Value: kind },
          { Name: 'publication', Value: publication },
        ],
        ...(configurationSet !== undefined && {
          ConfigurationSetName: configurationSet,
          ConfigurationOverrides: NO_TRACKING,
        }),
      });
      try {
        await client.send(command);
        return 'sent';
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome === undefined) throw error;
        return outcome;
      }
    },
  };
}

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html, "Errors" */
function outcomeOf(error: unknown): MailOutcome | undefined {
  if (error instanceof MessageRejected || error instanceof BadRequestException) return 'refused';
  const isPaused =
    error instanceof SendingPausedException ||
    error instanceof AccountSuspendedException ||
    error instanceof MailFromDomainNotVerifiedException;
  return isPaused ? 'paused' : undefined;
}
