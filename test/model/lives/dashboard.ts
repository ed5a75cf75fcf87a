import type { StripeDouble } from '../../../local/stripe/double.ts';

type Params = Readonly<Record<string, unknown>>;

/** What a call of Stripe's API answered: the object, or why there is none. */
export type Answer =
  | { readonly ok: true; readonly object: Readonly<Record<string, unknown>> & { readonly id: string } }
  | { readonly ok: false; readonly message: string };

export type Dashboard = ReturnType<typeof createDashboard>;

/**
 * The publisher's and the readers' hands at Stripe: calls of its API and its hosted page that Gatefold has no part in.
 *
 * @param look is called after each act, which may have changed anything
 */
export function createDashboard(double: StripeDouble, apiKey: string, look: () => void) {
  async function call(method: string, path: string, params: Params = {}): Promise<Answer> {
    const response = await double.app.fetch(
      new Request(`http://stripe.model${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/x-www-form-urlencoded' },
        ...(method === 'POST' && { body: formOf(params).join('&') }),
      }),
    );
    const body = (await response.json()) as { error?: { message: string } };
    look();
    if (body.error !== undefined) return { ok: false, message: body.error.message };
    return { ok: true, object: body as never };
  }

  return {
    post: (path: string, params?: Params) => call('POST', path, params),
    delete: (path: string) => call('DELETE', path),

    /** Pays on the hosted page; says whether it was taken. */
    async pay(sessionUrl: string, email: string, card: string): Promise<boolean> {
      const response = await double.app.fetch(
        new Request(sessionUrl, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            origin: new URL(sessionUrl).origin,
          },
          body: new URLSearchParams({ email, name: 'Ada', number: card, expiry: '12 / 49', cvc: '123' }),
        }),
      );
      await response.body?.cancel();
      look();
      return response.status === 303;
    },

    /** A hand's act on the double; `undefined` where the double refuses it. */
    act<T>(work: () => T): T | undefined {
      try {
        return work();
      } catch (error) {
        if (error instanceof Error && error.name === 'StripeRefusal') return undefined;
        throw error;
      } finally {
        look();
      }
    },
  };
}

/** Stripe's form encoding: docs.stripe.com/api, `items[0][price]=…`. */
function formOf(params: Params, prefix = ''): string[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const key = prefix === '' ? name : `${prefix}[${name}]`;
    if (typeof value === 'object' && value !== null) return formOf(value as Params, key);
    return [`${encodeURIComponent(key)}=${encodeURIComponent(value === null ? '' : textOf(value))}`];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
