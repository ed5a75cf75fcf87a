import { html, raw } from 'hono/html';
import type { Mail } from '../../shared/aws/mailer.ts';
import type { Speaker } from '../../shared/words/speaker.ts';
import { sayHtml } from '../http/say-html.ts';
import type { Html } from '../http/say-html.ts';

export interface Publication {
  readonly name: string;
  readonly supportEmail: string;
}

/** What one kind of mail has to say; the same in HTML and in plain text. */
export interface Letter {
  readonly kind: Mail['kind'];
  readonly subject: string;
  readonly title: string;
  /** What a mailbox shows beside the subject. */
  readonly preview: string;
  readonly said?: string;
  /** Six digits, and what to do with them. */
  readonly code?: { readonly label: string; readonly digits: string };
  readonly link?: { readonly label: string; readonly button: string; readonly url: string };
  /** In small print. */
  readonly notes: readonly string[];
}

/** Six digits as they are read out. */
export const spaced = (digits: string) => `${digits.slice(0, 3)} ${digits.slice(3)}`;

const SANS = 'Helvetica,Arial,sans-serif';
const SERIF = "Georgia,'Times New Roman',serif";
const MONO = 'Menlo,Consolas,monospace';

/** For programs that read it; every other one shows the light colours, which are inline. */
const DARK = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper { background: #161513 !important; } .card { background: #1f1e1b !important; border-color: #3a372f !important; }
  .ink { color: #efebe3 !important; } .quiet { color: #aaa397 !important; }
  .button { background: #efe6d6 !important; } .on-button { color: #1c1b19 !important; }
}`;

/** Fills the preview up, so that no mailbox goes on to show the letter's first words after it. */
const PREVIEW_END = raw('&#847;&zwnj;&nbsp;'.repeat(60));

/** Tables and inline styles, as mail programs still need them; nothing is loaded from anywhere. */
export async function writeLetter(
  letter: Letter,
  to: string,
  publication: Publication,
  speaker: Speaker,
): Promise<Mail> {
  const { kind, subject } = letter;
  const [text, markup] = [plainText(letter, publication, speaker), markupOf(letter, publication, speaker)];
  return { kind, to, subject, text, html: (await markup).toString() };
}

function plainText({ title, said, code, link, notes }: Letter, publication: Publication, speaker: Speaker) {
  return [
    publication.name,
    title,
    ...(said === undefined ? [] : [said]),
    ...(code === undefined ? [] : [`${code.label}\n${spaced(code.digits)}`]),
    ...(link === undefined ? [] : [`${link.label}\n${link.url}`]),
    ...notes,
    speaker.say('mail.questions', { support: publication.supportEmail }),
  ].join('\n\n');
}

function markupOf(letter: Letter, { name, supportEmail }: Publication, speaker: Speaker): Html {
  const { subject, title, preview, said, code, link, notes } = letter;
  const support = html`<a class="quiet" href="mailto:${supportEmail}" style="color:#5f5a52"
    >${supportEmail}</a
  >`;
  return html`<!doctype html>
    <html lang="${speaker.language}" dir="${speaker.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${subject}</title>
        <style>
          ${raw(DARK)}
        </style>
      </head>
      <body class="paper" style="margin:0;padding:0;background:#f6f4ef">
        <div style="display:none;max-height:0;overflow:hidden">${preview}${PREVIEW_END}</div>
        <div role="main">
          <table
            role="presentation"
            class="paper"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            border="0"
            style="background:#f6f4ef"
          >
            <tr>
              <td align="center" style="padding:24px 12px">
                <table
                  role="presentation"
                  class="card"
                  width="100%"
                  cellpadding="0"
                  cellspacing="0"
                  border="0"
                  dir="${speaker.direction}"
                  style="max-width:520px;background:#fffefb;border:1px solid #d9d3c7;border-radius:8px"
                >
                  <tr>
                    <td
                      class="ink"
                      align="${speaker.direction === 'rtl' ? 'right' : 'left'}"
                      style="padding:24px;font-family:${SANS};font-size:17px;line-height:1.5;color:#1c1b19;overflow-wrap:anywhere;word-break:break-word"
                    >
                      <p
                        class="quiet"
                        style="margin:0 0 4px;font-family:${SERIF};font-size:16px;line-height:1.3;color:#5f5a52"
                      >
                        <bdi>${name}</bdi>
                      </p>
                      <h1
                        class="ink"
                        style="margin:0 0 20px;font-family:${SERIF};font-size:24px;line-height:1.25;color:#1c1b19"
                      >
                        ${title}
                      </h1>
                      ${said === undefined ? '' : html`<p style="margin:0 0 20px">${said}</p>`}
                      ${code === undefined ? '' : codeBlock(code)}
                      ${link === undefined ? '' : linkBlock(link)}
                      ${notes.map((note) => html`<p class="quiet" style="margin:0 0 8px;color:#5f5a52;font-size:15px">${note}</p>`)}
                      <p class="quiet" style="margin:0;color:#5f5a52;font-size:15px">
                        ${sayHtml(speaker, 'mail.questions', { support })}
                      </p>
                    </td>
                  </tr>
                </table>
              </td>
            </tr>
          </table>
        </div>
      </body>
    </html>`;
}

function codeBlock({ label, digits }: NonNullable<Letter['code']>): Html {
  return html`<p style="margin:0 0 8px">${label}</p>
    <p
      style="margin:0 0 24px;font-family:${MONO};font-weight:bold;font-size:32px;line-height:1.2;letter-spacing:2px"
    >
      <span dir="ltr" style="white-space:nowrap">${spaced(digits)}</span>
    </p>`;
}

function linkBlock({ label, button, url }: NonNullable<Letter['link']>): Html {
  return html`<p style="margin:0 0 12px">${label}</p>
    <table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px">
      <tr>
        <td class="button" bgcolor="#26231f" style="border-radius:6px;background:#26231f">
          <a
            class="on-button"
            href="${url}"
            style="display:inline-block;padding:13px 22px;font-weight:bold;color:#fffefb;text-decoration:none"
            >${button}</a
          >
        </td>
      </tr>
    </table>`;
}
