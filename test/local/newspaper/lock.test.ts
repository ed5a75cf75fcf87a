/**
 * An article opens to those who hold its section, and to nobody else.
 * - A stranger reads the excerpt and is told the price that the service asks today.
 * - Every way in leads back to the article that was wanted.
 * - A subscriber reads on, and is told in a line what they read it with.
 * - A member whose plan or comp leaves the section out is told so, and is not asked to sign in.
 * - A member who holds nothing is told that no subscription is in force, and where a payment that failed is mended.
 * - Free days and passes are told before the price is; who reads by them is led to when they end.
 * - A reader whose session was ended elsewhere is told that, and is not taken for a stranger.
 * - A token that is forged, expired, altered or another publication's opens nothing.
 * - A returning reader is sent for a fresh token once, and never in a circle.
 * - With the service gone, pages still stand: the box goes without its price, the lock stays shut, and a reader
 *   with a token is asked for patience and not for money.
 */
import { describe, expect, it } from 'vitest';
import { REASONS } from '../../../client/src/claims.ts';
import { linkTo, openNewspaper, SITE } from './reader.ts';
import { ANNUAL, startService } from './service.ts';

const PASS = { lookup_key: 'week_usd', currency: 'usd', amount: 300, pass_days: 7 };
const REPORT = '/articles/ten-years-of-the-durn';
const FREE = '/articles/hallowick-keeps-its-slow-clock';
const PAID_WORDS = 'Ossbridge and Nether Durn';
const EVERYTHING = ['analysis', 'memos', 'news', 'newsletters', 'reports'];

describe('a stranger', () => {
  it('reads the excerpt, and then the price and two ways in', async () => {
    await using service = await startService();
    const { response, html } = await openNewspaper(service)(REPORT);
    expect(response.status).toBe(200);
    expect(html).toContain('The Durn rises in a bog under Marrowfell');
    expect(html).not.toContain(PAID_WORDS);
    expect(html).toContain('Only $100 per year');
    expect(html).toContain('Already a subscriber?');
    expect(linkTo('Subscribe', html)).toBe(
      `${service.issuer}/account/subscribe?plan=annual&to=${encodeURIComponent(SITE + REPORT)}`,
    );
    expect(linkTo('Sign in', html)).toBe(
      `${service.issuer}/account/sign-in?to=${encodeURIComponent(SITE + REPORT)}`,
    );
  });

  it('is quoted whatever the service asks today', async () => {
    const price = { lookup_key: 'annual_eur', currency: 'eur', amount: 12_000, interval: 'year' };
    await using service = await startService([{ ...ANNUAL, prices: [price] }]);
    const { html } = await openNewspaper(service)(REPORT);
    expect(html).toContain('Only €120 per year');
    expect(html).not.toContain('$100');
  });

  it.each([
    [
      { trial_days: 14 },
      [],
      '14 days free, then $100 per year The Annual plan, free days for readers who are new to it',
      'Subscribe',
    ],
    [{}, [PASS], 'Only $100 per year The Annual plan or $3 for 7 days', 'Subscribe'],
    [undefined, [PASS], 'Only $3 for 7 days', 'Get a pass'],
  ])('is told of free days and passes: %j, %j', async (changes, passes, words, button) => {
    const yearly = changes === undefined ? [] : [{ ...ANNUAL.prices[0], ...changes }];
    await using service = await startService([{ ...ANNUAL, prices: [...yearly, ...passes] }]);
    const { html } = await openNewspaper(service)(REPORT);
    expect(html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toContain(words);
    expect(linkTo(button, html)).toContain('plan=annual&');
    expect(html).not.toContain('Only 14');
  });

  it('is offered a plan that covers the section', async () => {
    const newsOnly = { ...ANNUAL, id: 'daily', name: 'Daily', features: ['news'] };
    await using service = await startService([newsOnly, ANNUAL]);
    const { html } = await openNewspaper(service)(REPORT);
    expect(linkTo('Subscribe', html)).toContain('plan=annual&');
  });

  it('is not sold a section that nothing on sale covers', async () => {
    await using service = await startService([{ ...ANNUAL, features: ['news'] }]);
    const { html } = await openNewspaper(service)(REPORT);
    expect(html).toContain('not on sale at the moment');
    expect(linkTo('Subscribe', html)).toBeUndefined();
  });

  it('reads a free article to its end', async () => {
    await using service = await startService();
    const { html } = await openNewspaper(service)(FREE);
    expect(html).toContain('in excellent spirits');
    expect(linkTo('Subscribe', html)).toBeUndefined();
  });
});

describe('a subscriber', () => {
  it('reads the whole article, and no offer', async () => {
    await using service = await startService();
    const { response, html } = await openNewspaper(service)(REPORT, { token: service.token(EVERYTHING) });
    expect(response.status).toBe(200);
    expect(html).toContain(PAID_WORDS);
    expect(linkTo('Subscribe', html)).toBeUndefined();
  });

  it('may show the token as a bearer too', async () => {
    await using service = await startService();
    const headers = { Authorization: `Bearer ${service.token(['reports'])}` };
    const { html } = await openNewspaper(service)(REPORT, { headers });
    expect(html).toContain(PAID_WORDS);
  });

  const LINES = {
    grace: 'in grace: ',
    subscription: 'You read this with your subscription.',
    trial: 'You read this with your free trial.',
    comp: 'You read this with a complimentary membership.',
    gift: 'You read this with a gift subscription.',
    pass: 'You read this with a pass.',
    group: 'You read this with your organisation’s membership.',
  };
  it.each(REASONS)('is told why it reads: %s', async (why) => {
    await using service = await startService();
    const { html } = await openNewspaper(service)(REPORT, { token: service.token(['reports'], { why }) });
    expect(html).toContain(LINES[why]);
  });

  it.each(['trial', 'pass'] as const)('by a %s is led to when it ends', async (why) => {
    await using service = await startService();
    const { html } = await openNewspaper(service)(REPORT, { token: service.token(['reports'], { why }) });
    expect(linkTo('See when it ends', html)).toBe(`${service.issuer}/account`);
  });

  it('in grace is shown where to pay', async () => {
    await using service = await startService();
    const token = service.token(['reports'], { why: 'grace' });
    const { html } = await openNewspaper(service)(REPORT, { token });
    expect(linkTo('please update your card', html)).toBe(`${service.issuer}/account`);
  });
});

describe('a member without this section', () => {
  it('is told so, and is offered the plan that has it', async () => {
    await using service = await startService();
    const token = service.token(['news'], { why: 'comp' });
    const { html } = await openNewspaper(service)(REPORT, { token, hint: true });
    expect(html).not.toContain(PAID_WORDS);
    expect(html).toContain('Your membership does not cover Reports');
    expect(html).toContain('Only $100 per year');
    expect(html).not.toContain('Already a subscriber?');
    expect(linkTo('See what your membership covers', html)).toBe(`${service.issuer}/account`);
  });

  it.each([[[]], [['registered']]])(
    'who holds %j only is told that no subscription is in force',
    async (ent) => {
      await using service = await startService();
      const token = service.token(ent, { why: undefined, plan: undefined });
      const { html } = await openNewspaper(service)(REPORT, { token, hint: true });
      expect(html).not.toContain(PAID_WORDS);
      expect(html).toContain('You have no subscription in force');
      expect(html).not.toMatch(/your membership|complimentary/i);
      expect(html).toContain('Only $100 per year');
      expect(linkTo('Your account says what to do', html)).toBe(`${service.issuer}/account`);
    },
  );

  it('reads what the membership does cover', async () => {
    await using service = await startService();
    const { html } = await openNewspaper(service)('/articles/the-night-ferry-returns', {
      token: service.token(['news'], { why: 'comp' }),
    });
    expect(html).toContain('because it has been pointed out to her');
  });
});

describe('a token that is not good', () => {
  const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
  it.each([
    ['forged', (s) => s.forgedToken(['reports'])],
    ['expired', (s) => s.token(['reports'], { iat: secondsAgo(900), exp: secondsAgo(300) })],
    ['of another publication', (s) => s.token(['reports'], { aud: 'the-crease' })],
    ['of another issuer', (s) => s.token(['reports'], { iss: 'https://access.elsewhere.example' })],
    ['with its claims exchanged', (s) => withClaimsOf(s.token(['news']), s.token(['reports']))],
    ['not a token', () => 'open-sesame'],
  ] satisfies [string, (s: Awaited<ReturnType<typeof startService>>) => string][])(
    'opens nothing: %s',
    async (_name, tokenFrom) => {
      await using service = await startService();
      const { response, html } = await openNewspaper(service)(REPORT, { token: tokenFrom(service) });
      expect(response.status).toBe(200);
      expect(html).not.toContain(PAID_WORDS);
      expect(html).toContain('Please sign in again');
    },
  );

  function withClaimsOf(token: string, other: string): string {
    const [header, , signature] = token.split('.');
    return [header, other.split('.')[1], signature].join('.');
  }
});

describe('a returning reader whose token is gone', () => {
  it('is sent for a fresh one, and back to the article', async () => {
    await using service = await startService();
    const { response, html } = await openNewspaper(service)(REPORT, { hint: true });
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe(
      `${service.issuer}/v1/continue?to=${encodeURIComponent(SITE + REPORT)}`,
    );
    expect(response.headers.get('Cache-Control')).toContain('no-store');
    expect(html).toBe('');
  });

  it('meets the locked article, and no second hop, where the first brought nothing', async () => {
    await using service = await startService();
    const visit = openNewspaper(service);
    const hop = await visit(REPORT, { hint: true });
    const cookies = hop.response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
    expect(cookies).not.toEqual([]);
    const { response, html } = await visit(REPORT, { hint: true, cookies });
    expect(response.status).toBe(200);
    expect(html).toContain('Only $100 per year');
    expect(linkTo('My account', html)).toBe(`${service.issuer}/account`);
  });

  it('whose session was ended elsewhere is told so under the offer', async () => {
    await using service = await startService();
    const visit = openNewspaper(service);
    const hop = await visit(REPORT, { hint: true });
    const cookies = hop.response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
    const { html } = await visit(REPORT, { cookies });
    expect(html).toContain('Only $100 per year');
    expect(html).toContain('You were signed in here, and that has ended.');
    expect(html).not.toContain('Already a subscriber?');
    expect((await visit(REPORT)).html).not.toContain('You were signed in here');
  });

  it('reads free articles and lists without a hop', async () => {
    await using service = await startService();
    const visit = openNewspaper(service);
    for (const path of ['/', '/reports', FREE]) {
      expect((await visit(path, { hint: true })).response.status).toBe(200);
    }
  });
});

describe('with the service gone', () => {
  it('the box still sells, without a price', async () => {
    await using service = await startService('unreadable');
    const { response, html } = await openNewspaper(service)(REPORT);
    expect(response.status).toBe(200);
    expect(html).not.toContain('Only ');
    expect(linkTo('Subscribe', html)).toContain(`${service.issuer}/account/subscribe?to=`);
  });

  it('pages stand and the lock stays shut, whatever token is shown', async () => {
    const service = await startService();
    const token = service.token(EVERYTHING);
    await service[Symbol.asyncDispose]();
    const visit = openNewspaper(service);
    const { response, html } = await visit(REPORT, { token });
    expect(response.status).toBe(200);
    expect(html).not.toContain(PAID_WORDS);
    expect(html).toContain('We cannot check memberships just now');
    expect(linkTo('Subscribe', html)).toBeUndefined();
    expect((await visit('/', { token })).response.status).toBe(200);
  });
});
