// Compiled against the installed package: every line after an `@ts-expect-error` must not compile, all others must.
import { createVerifier, type Access } from '@gatefold/client';
import { createCrawlerVerifier } from '@gatefold/client/crawler';
import { gate, gateBy } from '@gatefold/client/express';
import { paywallJsonLd } from '@gatefold/client/json-ld';
import { accountUrl } from '@gatefold/client/links';
import { meterFeature } from '@gatefold/client/meter';
import { createOffers } from '@gatefold/client/plans';
import { requireFeature } from '@gatefold/client/server';
import express from 'express';

const verifier = createVerifier({ issuer: 'https://a.example', audience: 'a', features: ['news', 'memos'] });
export const access: Access<'news' | 'memos'> = await verifier.verify('x');
access.unlocks('registered');
// @ts-expect-error The publication has no such feature.
access.unlocks('nws');
// @ts-expect-error A verifier is not any.
export const notAny: number = verifier;

requireFeature(verifier, 'registered');
// @ts-expect-error The publication has no such feature.
requireFeature(verifier, 'nws');
// @ts-expect-error There is no such option.
requireFeature(verifier, 'news', { publicOrigins: [] });

const request = new Request('https://a.example');
const gated = await requireFeature(verifier, 'news')(request);
if (gated.unlocked) console.log(gated.access.member);
else console.log(gated.refusal(), gated.links.signIn);
// @ts-expect-error Who is locked out may have no access at all.
console.log(gated.access.member);

await requireFeature(verifier, 'news')(request, '192.0.2.1');
const open = await requireFeature(verifier, 'news', { allowCrawler: () => true })(request);
// @ts-expect-error A crawler holds nothing.
if (open.unlocked) console.log(open.access.member);
if (open.unlocked && open.why === 'entitled') console.log(open.access.member);

const metered = await meterFeature(verifier, 'news', { free: 3, secrets: ['x'] })(request);
if (metered.unlocked && metered.why === 'metered') console.log(metered.meter.left);
// @ts-expect-error Who holds the feature is not counted.
console.log(metered.meter.left);
// @ts-expect-error A meter needs a secret.
meterFeature(verifier, 'news', { free: 3 });

const app = express();
app.get('/a', gate(verifier, 'news'), (req, res) => {
  res.send(req.gatefold?.why);
  // @ts-expect-error It is there only after the gate.
  console.log(req.gatefold.why);
});
app.get('/b', gateBy(meterFeature(verifier, 'news', { free: 3, secrets: ['x'] }), { onLocked: 'render' }));
// @ts-expect-error The publication has no such feature.
app.get('/c', gate(verifier, 'nws'));
// @ts-expect-error There are two ways to treat a locked reader.
app.get('/d', gate(verifier, 'news', { onLocked: 'hide' }));

// @ts-expect-error The address comes from your server, and has to be handed in.
await createCrawlerVerifier()({ userAgent: 'Googlebot' });

paywallJsonLd({ '@type': 'NewsArticle', headline: 'A' }, '.paid');
// @ts-expect-error A page is of a type.
paywallJsonLd({ headline: 'A' }, '.paid');

export const names: string[] = (await createOffers({ issuer: accountUrl('') }).plans()).map(
  ({ name }) => name,
);
app.get('/e', gate(verifier, 'news', { onLocked: 'render' }), (req, res) => {
  const answer = req.gatefold;
  res.send(answer?.unlocked === true ? answer.access?.member : answer?.links.signIn);
  res.send(answer?.meter?.left);
});
