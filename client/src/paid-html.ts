/** Elements that run, load or change what the article is not meant to. */
const REMOVED = 'script,object,embed,base,meta,link,animate,animateMotion,animateTransform,set';
/** Attributes that are followed or loaded as an address. */
const ADDRESSES = ['href', 'xlink:href', 'src', 'action', 'formaction', 'data'];
// eslint-disable-next-line no-control-regex -- the URL standard drops these wherever they stand
const IGNORED_IN_URLS = /[\u0000-\u0020]/g;

interface HtmlPolicy {
  createHTML(html: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: HtmlPolicy): HtmlPolicy;
}

let policy: HtmlPolicy | undefined;

/** Under `require-trusted-types-for 'script'` the page's policy must list `trusted-types gatefold`. */
function trusted(html: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const asItIs: HtmlPolicy = { createHTML: (text) => text };
  policy ??= trustedTypes === undefined ? asItIs : trustedTypes.createPolicy('gatefold', asItIs);
  return policy.createHTML(html);
}

/**
 * Reads the publisher's own HTML. Nothing in it runs: scripts, event handlers and `javascript:` addresses are taken
 * out of the parsed tree, which is never written out and parsed again. It does not make a stranger's HTML safe to show:
 * style, forms and frames stay.
 */
export function readPaidHtml(html: string): DocumentFragment {
  const { body } = new DOMParser().parseFromString(trusted(html), 'text/html');
  for (const element of body.querySelectorAll(REMOVED)) element.remove();
  for (const element of body.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const isScript =
        ADDRESSES.includes(name.toLowerCase()) && /^javascript:/i.test(value.replace(IGNORED_IN_URLS, ''));
      if (isScript || /^on|^srcdoc$/i.test(name)) element.removeAttribute(name);
    }
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...body.childNodes);
  return fragment;
}
