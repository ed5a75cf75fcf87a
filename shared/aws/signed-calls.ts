import * as z from 'zod';
import { signedHeaders } from './signature.ts';
import type { AwsCredentials, AwsRequest, AwsScope } from './signature.ts';

/** What AWS refuses; `name` is its own code, such as `AccessDeniedException`. */
export class AwsRefused extends Error {
  override readonly name: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

export interface AwsAccess {
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
  /** Another origin that speaks AWS's protocols. */
  readonly endpoint?: string | undefined;
  readonly now?: () => number;
}

const refusal = z.object({ __type: z.string().optional(), message: z.string().optional() });

/** The Query protocol: a form there, XML back. */
export function queryCall(
  access: AwsAccess,
  scope: AwsScope,
  asked: Readonly<Record<string, string>>,
): Promise<string> {
  return send(access, scope, {
    ...{ method: 'POST', path: '/', body: new URLSearchParams(asked).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  });
}

/** The JSON protocol, whose version each service has its own of. */
export async function jsonCall(
  access: AwsAccess,
  scope: AwsScope,
  version: '1.0' | '1.1',
  target: string,
  asked: object,
): Promise<unknown> {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  return JSON.parse(
    await send(access, scope, { method: 'POST', path: '/', headers, body: JSON.stringify(asked) }),
  );
}

/** The REST protocol, where something is read. */
export async function restCall(access: AwsAccess, scope: AwsScope, path: string): Promise<unknown> {
  return JSON.parse(await send(access, scope, { method: 'GET', path, headers: {}, body: '' }));
}

interface Call extends Omit<AwsRequest, 'url'> {
  readonly path: string;
}

/** @throws {AwsRefused} where AWS answers with an error */
async function send(access: AwsAccess, scope: AwsScope, { path, ...call }: Call): Promise<string> {
  const origin = access.endpoint ?? `https://${scope.service}.${scope.region}.amazonaws.com`;
  const request = { ...call, url: new URL(path, origin) };
  const at = new Date((access.now ?? Date.now)());
  const response = await fetch(request.url, {
    method: request.method,
    headers: signedHeaders(request, await access.credentials(), scope, at),
    ...(request.method === 'POST' && { body: request.body }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (response.ok) return text;
  throw refusalOf(response, text);
}

function refusalOf({ status, headers }: Response, text: string): AwsRefused {
  if (text.startsWith('<')) {
    return new AwsRefused(inside(text, 'Code') ?? `HTTP ${status}`, inside(text, 'Message') ?? '');
  }
  const { __type = headers.get('x-amzn-errortype') ?? `HTTP ${status}`, message = '' } =
    refusal.safeParse(parsed(text)).data ?? {};
  return new AwsRefused(__type.replace(/^.*#|:.*$/g, ''), message);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The text of an element that occurs once and holds no other. */
export function inside(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}
