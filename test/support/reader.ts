/**
 * A reader's browser, as far as HTTP goes: keeps cookies by path and age, whatever the port, follows no redirect by
 * itself, and says where its calls come from.
 */
export interface Reader {
  /** A navigation, or a call without `Origin`. */
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  /** A script's call from a page of `origin`. */
  call(url: string, body: unknown, origin: string): Promise<Response>;
  /** A form of a page of `origin`. */
  submit(url: string, fields: Record<string, string>, origin?: string): Promise<Response>;
  /** Follows redirects to the page at their end. */
  visit(url: string): Promise<Response>;
  cookie(name: string, path?: string): string | undefined;
  setCookie(name: string, value: string, path: string): void;
}

interface Kept {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

/** @param ask what carries its requests; the network where absent */
export function createReader(ask: typeof fetch = fetch): Reader {
  let jar: Kept[] = [];

  function keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/;\s*/);
      const [name = '', ...rest] = pair.split('=');
      const attribute = (wanted: string) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      const path = attribute('path') ?? '/';
      jar = jar.filter((one) => one.name !== name || one.path !== path);
      if (attribute('max-age') !== '0') jar.push({ name, path, value: rest.join('=') });
    }
    return response;
  }

  async function send(
    url: string,
    init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
  ): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = jar.filter(
      ({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`),
    );
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = cookie === '' ? init.headers : { ...init.headers, cookie };
    return keep(await ask(url, { ...init, headers, redirect: 'manual' }));
  }

  const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
  const get = (url: string, headers: Record<string, string> = navigation) => send(url, { headers });

  return {
    get,
    call: (url, body, origin) =>
      send(url, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    submit: (url, fields, origin = new URL(url).origin) =>
      send(url, {
        method: 'POST',
        headers: { ...navigation, origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      }),
    async visit(url) {
      let response = await get(url);
      for (let hops = 0; hops < 10; hops += 1) {
        const location = response.headers.get('location');
        if (location === null) return response;
        response = await get(new URL(location, response.url).href);
      }
      throw new Error(`Round in circles at ${url}`);
    },
    cookie: (name, path) =>
      jar.find((one) => one.name === name && (path === undefined || one.path === path))?.value,
    setCookie: (name, value, path) => {
      jar = [...jar.filter((one) => one.name !== name || one.path !== path), { name, path, value }];
    },
  };
}
