import { randomUUID } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import type { FunctionName } from '../../infra/rights.ts';
import { resourcesOf } from './synthesize.ts';
import type { Template } from './synthesize.ts';

const READER_ADDRESS = '192.0.2.1';
const API_HOST = 'a1b2c3.execute-api.eu-west-1.amazonaws.com';

export interface GatewayOptions {
  readonly service: Template;
  /** Parameters of the Parameter Store, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly invoke: (name: FunctionName, event: unknown) => Promise<unknown>;
}

export type Gateway = (request: Request) => Promise<Response>;

/** CloudFront and the HTTP API, as far as the template says what they do with a request: headers, routes, event shapes. */
export function createGateway({ service, secrets, invoke }: GatewayOptions): Gateway {
  const routes = routesOf(service);
  const ofCdn = originHeadersOf(service, secrets);
  const edges = resourcesOf(service, 'AWS::CloudFront::Function').map(
    ({ Properties }) => edgeFunction.parse(Properties).FunctionCode,
  );

  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const viewer: Record<string, string> = Object.fromEntries(request.headers);
    const seen = edges.reduce((headers, code) => throughEdge(code, headers), viewer);
    const { cookie, ...headers }: Record<string, string | undefined> = { ...seen, ...ofCdn, host: API_HOST };
    const route = routes.find(({ matches }) => matches(request.method, pathname));
    if (route === undefined) return Response.json({ message: 'Not Found' }, { status: 404 });
    const body = Buffer.from(await request.arrayBuffer());
    const isText = /^(text\/|application\/(json|xml|javascript))/.test(headers['content-type'] ?? '');
    const answer = await invoke(route.name, {
      version: '2.0',
      routeKey: route.key,
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers,
      ...(cookie !== undefined && { cookies: cookie.split('; ') }),
      requestContext: {
        domainName: API_HOST,
        http: { method: request.method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7' },
        requestId: randomUUID(),
        stage: '$default',
        timeEpoch: Date.now(),
      },
      ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
      isBase64Encoded: body.length > 0 && !isText,
    });
    return responseOf(httpAnswer.parse(answer));
  };
}

const httpAnswer = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

function responseOf(answer: z.output<typeof httpAnswer>): Response {
  const { statusCode, body, isBase64Encoded } = answer;
  const headers = new Headers(answer.headers);
  for (const cookie of answer.cookies) headers.append('set-cookie', cookie);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bytes.length === 0 ? null : bytes, { status: statusCode, headers });
}

interface Route {
  readonly key: string;
  readonly name: FunctionName;
  readonly matches: (method: string, path: string) => boolean;
}

/** The most particular first (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html). */
function routesOf(service: Template): Route[] {
  const integrations = resourcesOf(service, 'AWS::ApiGatewayV2::Integration');
  const functions = resourcesOf(service, 'AWS::Lambda::Function');
  const routes = resourcesOf(service, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => {
    const key = String(Properties.RouteKey);
    const target = JSON.stringify(Properties.Target);
    const uri = JSON.stringify(integrations.find(({ id }) => target.includes(`"${id}"`))?.Properties);
    const name = String(functions.find(({ id }) => uri.includes(`"${id}"`))?.Properties.FunctionName).replace(
      /^.*-/,
      '',
    ) as FunctionName;
    return { key, name, matches: matcher(key) };
  });
  return routes.sort((a, b) => rank(a.key) - rank(b.key));
}

function rank(key: string): number {
  return key === '$default' ? 2 : key.includes('{proxy+}') ? 1 : 0;
}

function matcher(key: string): Route['matches'] {
  if (key === '$default') return () => true;
  const [method = '', path = ''] = key.split(' ');
  const [before = '', ...rest] = path.split('{proxy+}');
  return (asked, at) =>
    (method === 'ANY' || method === asked) && (rest.length > 0 ? at.startsWith(before) : at === path);
}

const edgeFunction = z.object({ FunctionCode: z.string() });
const edgeAnswer = z.object({ headers: z.record(z.string(), z.object({ value: z.string() })) });

/** docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
function throughEdge(code: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  const event = {
    request: {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
    },
    viewer: { ip: READER_ADDRESS },
  };
  const { headers: after } = edgeAnswer.parse(runInNewContext(`${code}; handler(event)`, { event }));
  return Object.fromEntries(Object.entries(after).map(([name, { value }]) => [name, value]));
}

const distribution = z.object({
  DistributionConfig: z.object({
    Origins: z.array(
      z.object({
        OriginCustomHeaders: z
          .array(z.object({ HeaderName: z.string(), HeaderValue: z.unknown() }))
          .default([]),
      }),
    ),
  }),
});

function originHeadersOf(
  service: Template,
  secrets: Readonly<Record<string, string>>,
): Record<string, string> {
  const [cdn] = resourcesOf(service, 'AWS::CloudFront::Distribution');
  const { Origins } = distribution.parse(cdn?.Properties).DistributionConfig;
  const headers = Origins.flatMap(({ OriginCustomHeaders }) => OriginCustomHeaders);
  return Object.fromEntries(
    headers.map(({ HeaderName, HeaderValue }) => [
      HeaderName.toLowerCase(),
      typeof HeaderValue === 'string' ? HeaderValue : (fromStore(service, HeaderValue, secrets) ?? ''),
    ]),
  );
}

const reference = z.object({ Ref: z.string() });

/** The value of a template's parameter that CloudFormation reads from the Parameter Store as it deploys. */
export function fromStore(
  { Parameters = {} }: Template,
  value: unknown,
  secrets: Readonly<Record<string, string>>,
): string | undefined {
  const { data } = reference.safeParse(value);
  const parameter = data === undefined ? undefined : Parameters[data.Ref];
  if (parameter?.Type !== 'AWS::SSM::Parameter::Value<String>') return undefined;
  const name = String(parameter.Default);
  const stored = secrets[name];
  if (stored === undefined) throw new Error(`There is no parameter ${name}.`);
  return stored;
}
