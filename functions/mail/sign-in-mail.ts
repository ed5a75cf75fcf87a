import { html } from 'hono/html';
import type { Mail } from '../../shared/aws/mailer.ts';
import type { MailMessage } from '../../shared/mail/message.ts';

/** The mail with a code and a link. Its subject carries the code, so that a phone shows it without opening the mail. */
export async function signInMail(
  { to, code, link }: Extract<MailMessage, { kind: 'sign_in' }>,
  publication: { readonly name: string; readonly supportEmail: string },
): Promise<Mail> {
  const { name, supportEmail } = publication;
  const spaced = code === undefined ? undefined : `${code.slice(0, 3)} ${code.slice(3)}`;
  const text = [
    `Sign in to ${name}`,
    ...(spaced === undefined ? [] : [`Your code: ${spaced}`, 'Type it where you asked for it.']),
    `${spaced === undefined ? 'Open' : 'Or, on any device, open'} this link:\n${link}`,
    'Both are good for 15 minutes and work once.',
    `Did you not ask for this? Then do nothing: nobody is signed in without it. Questions: ${supportEmail}`,
  ].join('\n\n');
  const body = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sign in to ${name}</title>
      </head>
      <body
        style="margin:0;padding:24px;background:#f6f4ef;color:#1c1b19;font:17px/1.5 Helvetica,Arial,sans-serif"
      >
        <div
          style="max-width:480px;margin:0 auto;padding:24px;background:#fffefb;border:1px solid #d9d3c7;border-radius:8px"
        >
          <p style="margin:0 0 16px;font:bold 20px/1.2 Georgia,serif">${name}</p>
          ${
            spaced === undefined
              ? ''
              : html`<p style="margin:0 0 8px">Your code, to type where you asked for it:</p>
                  <p style="margin:0 0 20px;font:bold 32px/1.2 Menlo,Consolas,monospace;letter-spacing:2px">
                    ${spaced}
                  </p>`
          }
          <p style="margin:0 0 20px">
            <a
              href="${link}"
              style="display:inline-block;padding:12px 20px;background:#1f4b3f;color:#ffffff;text-decoration:none;border-radius:6px"
              >Sign in on this device</a
            >
          </p>
          <p style="margin:0 0 8px;color:#5f5a52;font-size:15px">
            Both are good for 15 minutes and work once.
          </p>
          <p style="margin:0;color:#5f5a52;font-size:15px">
            Did you not ask for this? Then do nothing: nobody is signed in without it. Questions:
            <a href="mailto:${supportEmail}" style="color:#1f4b3f">${supportEmail}</a>
          </p>
        </div>
      </body>
    </html>`;
  const subject = spaced === undefined ? `Sign in to ${name}` : `${spaced} is your code for ${name}`;
  return { to, subject, text, html: body.toString() };
}
