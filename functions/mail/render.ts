import type { Mail } from '../../shared/aws/mailer.ts';
import type { MailMessage } from '../../shared/mail/message.ts';
import type { EpochSeconds } from '../../shared/membership/model.ts';
import type { Speaker } from '../../shared/words/speaker.ts';
import { spaced, writeLetter } from './letter.ts';
import type { Letter, Publication } from './letter.ts';

/** A message of the queue as the mail that goes out. */
export function renderMail(
  message: MailMessage,
  publication: Publication,
  speaker: Speaker,
  now: EpochSeconds,
): Promise<Mail> {
  return writeLetter(letterOf(message, publication, speaker, now), message.to, publication, speaker);
}

/** A subject carries the code, so that a phone shows it without opening the mail. */
function letterOf(message: MailMessage, { name }: Publication, speaker: Speaker, now: EpochSeconds): Letter {
  const { say } = speaker;
  const publication = name;
  const minutes = String(Math.max(1, Math.round((message.expiresAt - now) / 60)));
  switch (message.kind) {
    case 'sign_in':
      return signInLetter(message, publication, minutes, speaker);
    case 'address_change_old':
      return {
        kind: message.kind,
        subject: say('mail.oldAddress.subject', { code: spaced(message.code), publication }),
        title: say('mail.oldAddress.title'),
        preview: say('mail.life', { minutes }),
        said: say('mail.oldAddress.said', { publication, address: message.newAddress }),
        code: { label: say('mail.oldAddress.code'), digits: message.code },
        notes: [say('mail.life', { minutes }), say('mail.oldAddress.unasked')],
      };
    case 'address_change_new':
      return {
        kind: message.kind,
        subject: say('mail.newAddress.subject', { code: spaced(message.code), publication }),
        title: say('mail.newAddress.title'),
        preview: say('mail.life', { minutes }),
        said: say('mail.newAddress.said', { publication }),
        code: { label: say('mail.newAddress.code'), digits: message.code },
        notes: [say('mail.life', { minutes }), say('mail.newAddress.unasked')],
      };
    case 'address_changed': {
      const said = say('mail.addressChanged.said', { publication, address: message.newAddress });
      return {
        kind: message.kind,
        subject: say('mail.addressChanged.subject', { publication }),
        title: say('mail.addressChanged.title'),
        preview: said,
        said,
        notes: [say('mail.addressChanged.unasked')],
      };
    }
  }
}

function signInLetter(
  { kind, code, link: url }: Extract<MailMessage, { kind: 'sign_in' }>,
  publication: string,
  minutes: string,
  { say }: Speaker,
): Letter {
  const title = say('mail.signIn.title', { publication });
  const button = say('mail.signIn.button');
  const unasked = say('mail.signIn.unasked');
  if (code === undefined) {
    const label = say('mail.signIn.onlyLink');
    const life = say('mail.signIn.onlyLinkLife', { minutes });
    return {
      kind,
      subject: title,
      title,
      preview: label,
      link: { label, button, url },
      notes: [life, unasked],
    };
  }
  return {
    kind,
    subject: say('mail.signIn.subject', { code: spaced(code), publication }),
    title,
    preview: say('mail.signIn.preview', { minutes }),
    code: { label: say('mail.signIn.code'), digits: code },
    link: { label: say('mail.signIn.link'), button, url },
    notes: [say('mail.signIn.life', { minutes }), unasked],
  };
}
