import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { DatabaseSync } from 'node:sqlite';
import type { Mail, MailOutcome, Mailer } from '../shared/aws/mailer.ts';

const SHOWN = 50;

interface StoredMail {
  readonly id: number;
  readonly sent_at: number;
  readonly recipient: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string;
}

export interface Outbox extends Mailer {
  /** The page, at `/outbox`. */
  readonly app: Hono;
  send(mail: Omit<Mail, 'kind'>): Promise<MailOutcome>;
  /** The mails to an address, newest first. */
  to(address: string): Omit<Mail, 'kind'>[];
  readonly close: () => void;
}

/** A mail service that sends nothing and shows everything. */
export function openOutbox(file: string, now: () => number = Date.now): Outbox {
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS mails (
      id INTEGER PRIMARY KEY, sent_at INTEGER NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
      body_text TEXT NOT NULL, body_html TEXT NOT NULL
    );
  `);
  const insert = db.prepare(
    'INSERT INTO mails (sent_at, recipient, subject, body_text, body_html) VALUES (?, ?, ?, ?, ?)',
  );
  const latest = db.prepare(`SELECT * FROM mails ORDER BY id DESC LIMIT ${SHOWN}`);
  const byId = db.prepare('SELECT * FROM mails WHERE id = ?');
  const byRecipient = db.prepare('SELECT * FROM mails WHERE recipient = ? ORDER BY id DESC');

  const app = new Hono();
  app.get('/outbox', (c) => c.html(outboxPage(latest.all() as unknown as StoredMail[])));
  app.get('/outbox/:id', (c) => {
    const mail = byId.get(Number(c.req.param('id'))) as StoredMail | undefined;
    if (mail === undefined) return c.notFound();
    // As a mailbox would show it: no script, and links that open beside it.
    c.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    );
    return c.html(mail.body_html.replace('<head>', '<head><base target="_top">'));
  });

  return {
    app,
    send({ to, subject, text, html: body }) {
      insert.run(now(), to, subject, text, body);
      return Promise.resolve('sent');
    },
    to: (address) =>
      (byRecipient.all(address) as unknown as StoredMail[]).map((mail) => ({
        to: mail.recipient,
        subject: mail.subject,
        text: mail.body_text,
        html: mail.body_html,
      })),
    close: () => {
      db.close();
    },
  };
}

const STYLE = `
:root { color-scheme: light dark; } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
article { border: 1px solid #8886; border-radius: .5rem; padding: 1rem; margin: 0 0 1.25rem; }
h2 { font-size: 1.0625rem; margin: 0; overflow-wrap: anywhere; } p { margin: .25rem 0 .75rem; opacity: .8; overflow-wrap: anywhere; }
iframe { width: 100%; height: 27rem; border: 0; border-radius: .375rem; background: #fff; } details { margin-top: .5rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }`;

function outboxPage(mails: readonly StoredMail[]) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Mail outbox</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>Mail outbox</h1>
          <p>What this machine would have sent, newest first. Nothing leaves it.</p>
          ${mails.length === 0 ? html`<p>No mail yet.</p>` : mails.map(mailArticle)}
        </main>
      </body>
    </html>`;
}

function mailArticle({ id, sent_at, recipient, subject, body_text }: StoredMail) {
  return html`<article>
    <h2>${subject}</h2>
    <p>To ${recipient}, ${new Date(sent_at).toISOString().slice(0, 19).replace('T', ' ')} UTC</p>
    <iframe src="/outbox/${id}" title="${subject}" sandbox="allow-top-navigation-by-user-activation"></iframe>
    <details>
      <summary>As plain text</summary>
      <pre>${body_text}</pre>
    </details>
  </article>`;
}
