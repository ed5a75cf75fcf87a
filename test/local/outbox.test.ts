// Claims:
// - Every mail that this machine would have sent can be seen, newest first, and none is sent.
// - A mail cannot act: it is shown without script, apart from the page around it, and its text is text.
import { expect, onTestFinished, test } from 'vitest';
import { openOutbox } from '../../local/outbox.ts';
import type { Outbox } from '../../local/outbox.ts';

const MAIL = {
  to: 'ada@example.com',
  subject: '042 917 is your code',
  text: 'Your code: 042 917',
  html: '<!doctype html><html><head><title>Code</title></head><body><p>042 917</p></body></html>',
};

function open(): Outbox {
  const outbox = openOutbox(':memory:', () => Date.UTC(2027, 0, 15, 12));
  onTestFinished(outbox.close);
  return outbox;
}

const pageOf = async (outbox: Outbox, path = '/outbox') => (await outbox.app.request(path)).text();

test('an empty outbox says so', async () => {
  expect(await pageOf(open())).toContain('No mail yet.');
});

test('mails are shown newest first, with their time and address', async () => {
  const outbox = open();
  await outbox.send({ ...MAIL, subject: 'First' });
  await outbox.send({ ...MAIL, subject: 'Second' });
  const page = await pageOf(outbox);
  expect(page.indexOf('Second')).toBeLessThan(page.indexOf('First'));
  expect(page).toContain('To ada@example.com, 2027-01-15 12:00:00 UTC');
  expect(outbox.to('ada@example.com').map(({ subject }) => subject)).toEqual(['Second', 'First']);
  expect(outbox.to('ben@example.com')).toEqual([]);
});

test('what a mail says is text on the page around it', async () => {
  const outbox = open();
  const attack = '<script>alert(1)</script>';
  await outbox.send({
    to: `"${attack}"@example.com`,
    subject: attack,
    text: `</pre>${attack}`,
    html: '<p></p>',
  });
  expect(await pageOf(outbox)).not.toContain('<script');
});

test('a mail itself is shown without script, in a frame of its own', async () => {
  const outbox = open();
  await outbox.send(MAIL);
  const [, frame = '', sandbox = ''] =
    /<iframe src="([^"]*)"[^>]*sandbox="([^"]*)"/.exec(await pageOf(outbox)) ?? [];
  expect(sandbox).not.toMatch(/allow-scripts|allow-same-origin/);
  const shown = await outbox.app.request(frame);
  expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await shown.text()).toContain('<p>042 917</p>');
});

test.each(['/outbox/99', '/outbox/one', '/outbox/1e400'])('%s is not there', async (path) => {
  expect((await open().app.request(path)).status).toBe(404);
});
