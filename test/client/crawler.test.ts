/**
 * Claims: a search crawler is known by its machine's name in DNS, both ways, and by nothing that a caller can write.
 * Strangers cost no question, a known machine one a day, and a name server that fails lets nobody in. A page that a
 * crawler is shown is kept by no shared cache and shown as no copy.
 */
import { describe, expect, test } from 'vitest';
import { createCrawlerVerifier } from '../../client/src/crawler.ts';
import type { CrawlerResolver } from '../../client/src/crawler.ts';
import { createVerifier } from '../../client/src/node.ts';
import { requireFeature } from '../../client/src/server.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { ISSUER, NOW } from '../support/tokens.ts';
import { foldOptions } from './entries.ts';

const GOOGLE = { address: '66.249.66.1', userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' };
const BING = { address: '157.55.33.18', userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)' };
const V6 = '2001:4860:4801:0010:0000:0000:0000:0001';

const RECORDS = {
  'PTR 1.66.249.66.in-addr.arpa': ['crawl-66-249-66-1.googlebot.com'],
  'A crawl-66-249-66-1.googlebot.com': ['66.249.66.1'],
  'PTR 18.33.55.157.in-addr.arpa': ['msnbot-157-55-33-18.search.msn.com'],
  'A msnbot-157-55-33-18.search.msn.com': ['157.55.33.18'],
  'PTR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.1.0.8.4.0.6.8.4.1.0.0.2.ip6.arpa': ['crawl-v6.googlebot.com'],
  'AAAA crawl-v6.googlebot.com': [V6],
  // A liar's own reverse zone may say anything.
  'PTR 1.2.0.192.in-addr.arpa': ['crawl-66-249-66-1.googlebot.com'],
  'PTR 2.2.0.192.in-addr.arpa': ['googlebot.com.evil.example'],
  'A googlebot.com.evil.example': ['192.0.2.2'],
  'PTR 3.2.0.192.in-addr.arpa': ['evilgooglebot.com'],
  'A evilgooglebot.com': ['192.0.2.3'],
  // Fetchers at Google that act for whoever asks.
  'PTR 4.2.0.192.in-addr.arpa': ['google-proxy-192-0-2-4.google.com'],
  'A google-proxy-192-0-2-4.google.com': ['192.0.2.4'],
  'PTR 9.2.0.192.in-addr.arpa': undefined,
};

describe('a crawler', () => {
  test.each([
    ['Google’s', GOOGLE, 'googlebot'],
    ['Bing’s', BING, 'bingbot'],
    [
      'Google’s, as a dual-stack server writes its address',
      { ...GOOGLE, address: '::ffff:66.249.66.1' },
      'googlebot',
    ],
    ['Google’s of IPv6', { ...GOOGLE, address: '2001:4860:4801:10::1' }, 'googlebot'],
  ])('is known: %s', async (_, caller, name) => {
    await using dns = await startDnsServer(RECORDS);
    expect(await createCrawlerVerifier({ resolver: dns.resolver })(caller)).toBe(name);
  });

  test('is not looked for behind each of a thousand names that a caller’s own reverse zone lists', async () => {
    const asked: string[] = [];
    const resolver = {
      reverse: () => Promise.resolve(Array.from({ length: 1_000 }, (_, at) => `c-${at}.googlebot.com`)),
      resolve4: (name: string) => Promise.resolve((asked.push(name), ['66.249.66.1'])),
      resolve6: () => Promise.resolve([]),
    } as unknown as CrawlerResolver;
    expect(await createCrawlerVerifier({ resolver })({ ...GOOGLE, address: '192.0.2.5' })).toBeUndefined();
    expect(asked).toHaveLength(4);
  });

  test.each([
    ['whose address leads nowhere', { ...GOOGLE, address: '203.0.113.7' }],
    ['whose address lies about its name', { ...GOOGLE, address: '192.0.2.1' }],
    ['whose name only begins like Google’s', { ...GOOGLE, address: '192.0.2.2' }],
    ['whose name only ends like Google’s', { ...GOOGLE, address: '192.0.2.3' }],
    ['that is Google’s proxy for a reader', { ...GOOGLE, address: '192.0.2.4' }],
    ['that is Bing’s machine and says it is Google’s', { ...BING, userAgent: GOOGLE.userAgent }],
    ['without an address', { ...GOOGLE, address: undefined }],
    ['whose address is a name', { ...GOOGLE, address: 'crawl-66-249-66-1.googlebot.com' }],
    ['whose name server fails', { ...GOOGLE, address: '192.0.2.9' }],
  ])('is nobody: %s', async (_, caller) => {
    await using dns = await startDnsServer(RECORDS);
    expect(await createCrawlerVerifier({ resolver: dns.resolver })(caller)).toBeUndefined();
  });

  test('that does not say it is one costs no question', async () => {
    await using dns = await startDnsServer(RECORDS);
    const verify = createCrawlerVerifier({ resolver: dns.resolver });
    for (const userAgent of [undefined, null, '', 'Mozilla/5.0 Firefox/140.0'])
      expect(await verify({ address: GOOGLE.address, userAgent })).toBeUndefined();
    expect(dns.asked).toEqual([]);
  });

  test('is asked about once a day, by fifty requests at once; anybody else after five minutes', async () => {
    await using dns = await startDnsServer(RECORDS);
    let now = NOW * 1_000;
    const verify = createCrawlerVerifier({ resolver: dns.resolver, now: () => now });
    const failing = { ...GOOGLE, address: '192.0.2.9' };
    await Promise.all(Array.from({ length: 50 }, () => verify(GOOGLE)));
    expect(dns.asked).toHaveLength(2);
    await verify(failing);
    expect(dns.asked).toHaveLength(3);
    now += 299_000;
    await Promise.all([verify(GOOGLE), verify(failing)]);
    expect(dns.asked).toHaveLength(3);
    now += 2_000;
    await verify(failing);
    expect(dns.asked).toHaveLength(4);
    now += 86_400_000;
    expect(await verify(GOOGLE)).toBe('googlebot');
    expect(dns.asked).toHaveLength(6);
  });
});

describe('a page for a crawler', () => {
  const verifier = createVerifier(foldOptions('http://127.0.0.1:1'));
  const gate = requireFeature(verifier, 'analysis', {
    allowCrawler: (_, address) => address === 'crawler',
  });
  const visit = (method: string, address?: string) =>
    gate(new Request('https://thefold.example/a', { method }), address);

  test('is open, says why, and no shared cache keeps it nor shows a copy', async () => {
    const gated = await visit('GET', 'crawler');
    expect(gated).toMatchObject({
      unlocked: true,
      why: 'crawler',
      headers: {
        'Cache-Control': 'private, no-store',
        Vary: 'Cookie, Authorization',
        'X-Robots-Tag': 'noarchive',
      },
    });
    expect(gated.unlocked && gated.access).toBeUndefined();
  });

  test.each([
    ['GET', 'reader'],
    ['GET', undefined],
    ['POST', 'crawler'],
  ])('is not open to a %s of a %s', async (method, address) => {
    expect(await visit(method, address)).toMatchObject({
      unlocked: false,
      links: { offer: expect.stringContaining(ISSUER) as string },
    });
  });
});
