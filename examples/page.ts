import type { MeterCount } from '@gatefold/client/meter';
import { paywallJsonLd } from '@gatefold/client/json-ld';

/** What a gate says, as far as a page cares. */
export type Answer =
  | { readonly unlocked: true; readonly meter?: MeterCount | undefined }
  | {
      readonly unlocked: false;
      readonly links: { readonly signIn: string; readonly offer?: string };
      readonly meter?: MeterCount | undefined;
    };

const HEADLINE = 'Why wool is dear and jumpers are cheap';
const TEASER =
  'A fleece has doubled in price since the spring. A jumper has not. Somebody pays the difference.';
const PAID =
  'The difference is paid in Wexcombe, where the last mill of the valley buys at the higher price.';

const jsonLd = paywallJsonLd({ '@type': 'NewsArticle', headline: HEADLINE, description: TEASER }, '.paid');

/** One article. The paid part is not hidden from those who are locked out: it is not there. */
export function renderArticle(answer: Answer): string {
  const left = answer.meter === undefined ? '' : `<p>Free articles left: ${answer.meter.left}</p>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${HEADLINE}</title>
    <script type="application/ld+json">${jsonLd}</script>
  </head>
  <body>
    <h1>${HEADLINE}</h1>
    <p>${TEASER}</p>
    <div class="paid">${answer.unlocked ? `<p>${PAID}</p>` : ''}</div>
    ${answer.unlocked ? '' : waysIn(answer.links)}
    ${left}
  </body>
</html>`;
}

function waysIn({ signIn, offer }: { readonly signIn: string; readonly offer?: string }): string {
  const subscribe = offer === undefined ? '' : `<a href="${escape(offer)}">Subscribe</a>`;
  return `<p>${subscribe} <a href="${escape(signIn)}">Sign in</a></p>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
