/**
 * Claims: Stripe, admins and readers each reach the function that is theirs, by HTTPS only: on the service's own host, or
 * behind the site's CDN, whose host is never claimed. Answers that are the same for everybody come from the CDN; no other
 * answer is ever stored there. No log line has a reader's address. What comes round the CDN is turned away, and who calls is
 * what the CDN saw, whatever the caller wrote.
 */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { REVOCATIONS_PATH } from '../../client/src/claims.ts';
import { FUNCTIONS } from '../../infra/rights.ts';
import { CLIENT_HEADER, ORIGIN_HEADER } from '../../shared/config/cdn-headers.ts';
import { resourceOf, resourcesOf, synthesizeForFile, synthesizeOnce } from './synthesis.ts';
import type { Resource, Synthesis, Template } from './synthesis.ts';

const prod = synthesizeForFile();
const idOf = (functionName: string) =>
  resourceOf(prod().service, 'AWS::Lambda::Function', 'FunctionName', functionName).id;

describe('the HTTP API', () => {
  test('gives Stripe, admins and readers to the function that is theirs', () => {
    const { service } = prod();
    const routes = resourcesOf(service, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const target = JSON.stringify(Properties.Target);
      const [integration] = resourcesOf(service, 'AWS::ApiGatewayV2::Integration').filter(({ id }) =>
        target.includes(`"${id}"`),
      );
      expect(integration?.Properties).toMatchObject({ PayloadFormatVersion: '2.0' });
      const uri = JSON.stringify(integration?.Properties.IntegrationUri);
      const name = FUNCTIONS.find((one) => uri.includes(idOf(`gatefold-prod-${one}`)));
      return [Properties.RouteKey, name];
    });
    expect(Object.fromEntries(routes)).toEqual({
      'POST /webhooks/stripe': 'webhook',
      'ANY /admin': 'admin',
      'ANY /admin/{proxy+}': 'admin',
      $default: 'access',
    });
  });

  test("is throttled, and logs no reader's address and no path", () => {
    const [stage] = resourcesOf(prod().service, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
    });
    const { AccessLogSettings } = stage?.Properties as { AccessLogSettings: { Format: string } };
    const logged = Object.values(JSON.parse(AccessLogSettings.Format) as Record<string, string>);
    expect(logged).toContain('$context.routeKey');
    expect(logged.filter((field) => /ip|path|query|user|authorizer/i.test(field))).toEqual([]);
  });
});

describe('the CDN', () => {
  interface Config {
    Aliases?: string[];
    ViewerCertificate?: object;
    Origins: object[];
    DefaultCacheBehavior: Behaviour;
    CacheBehaviors: (Behaviour & { PathPattern: string })[];
  }
  interface Behaviour {
    ViewerProtocolPolicy: string;
    CachePolicyId: unknown;
    OriginRequestPolicyId?: string;
    ResponseHeadersPolicyId?: string;
    FunctionAssociations?: object[];
    AllowedMethods: string[];
  }
  /** Amazon's own policies (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide, "managed policies"). */
  const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
  const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

  const configOf = (resource: Resource | undefined) =>
    (resource?.Properties as { DistributionConfig: Config }).DistributionConfig;
  const config = () => configOf(resourcesOf(prod().service, 'AWS::CloudFront::Distribution')[0]);

  test('stores nothing but what is the same for everybody, as long as the answer says', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = config();
    expect(DefaultCacheBehavior.CachePolicyId).toBe(CACHING_DISABLED);
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/.well-known/*',
      '/v1/plans',
      REVOCATIONS_PATH,
    ]);
    const [policy, ...more] = resourcesOf(prod().service, 'AWS::CloudFront::CachePolicy');
    expect(more).toEqual([]);
    for (const { CachePolicyId } of CacheBehaviors) expect(CachePolicyId).toEqual({ Ref: policy?.id });
    expect(policy?.Properties).toMatchObject({
      CachePolicyConfig: {
        MinTTL: 0,
        DefaultTTL: 0,
        ParametersInCacheKeyAndForwardedToOrigin: {
          CookiesConfig: { CookieBehavior: 'none' },
          HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Origin'] },
        },
      },
    });
  });

  test.each([
    ...['/webhooks/stripe', '/admin', '/admin/v1/grants', '/admin/openapi.json'],
    ...['/account', '/account/sign-in/link', '/v1/token', '/v1/continue', '/v1/checkout', '/v1/sign-in', '/'],
  ])('never stores what %s answers, and hands its body on as it came', (path) => {
    const { CacheBehaviors, DefaultCacheBehavior } = config();
    const matches = (pattern: string) =>
      new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(path);
    expect(CacheBehaviors.filter(({ PathPattern }) => matches(PathPattern))).toEqual([]);
    expect(CacheBehaviors.some(({ PathPattern }) => /^\/?\*/.test(PathPattern))).toBe(false);
    expect(DefaultCacheBehavior).not.toHaveProperty('LambdaFunctionAssociations');
    expect(DefaultCacheBehavior.AllowedMethods).toEqual(
      expect.arrayContaining(['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']),
    );
  });

  test('adds security headers to every answer, HSTS and nosniff among them', () => {
    // Amazon's own SecurityHeadersPolicy.
    const SECURITY_HEADERS = '67f7725c-6f97-4210-82d7-5512b31e9d03';
    const { CacheBehaviors, DefaultCacheBehavior } = config();
    for (const { ResponseHeadersPolicyId } of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(ResponseHeadersPolicyId).toBe(SECURITY_HEADERS);
    }
  });

  test('lets every method, cookie, header and query through to the service', () => {
    const { DefaultCacheBehavior } = config();
    expect(DefaultCacheBehavior.OriginRequestPolicyId).toBe(ALL_VIEWER_EXCEPT_HOST_HEADER);
    expect(DefaultCacheBehavior.AllowedMethods).toContain('POST');
    expect(DefaultCacheBehavior.AllowedMethods).toContain('DELETE');
  });

  test('shows the service a secret that no template holds, and every function behind it knows it', () => {
    const { service } = prod();
    const { Parameters = {} } = service as Template & {
      Parameters?: Record<string, { Type: string; Default?: string }>;
    };
    const [name, ...more] = Object.keys(Parameters).filter(
      (one) => Parameters[one]?.Default === '/gatefold/prod/origin-secret',
    );
    expect(more).toEqual([]);
    expect(Parameters[name ?? '']?.Type).toBe('AWS::SSM::Parameter::Value<String>');
    expect(config().Origins).toMatchObject([
      { OriginCustomHeaders: [{ HeaderName: ORIGIN_HEADER, HeaderValue: { Ref: name } }] },
    ]);
    const knowing = FUNCTIONS.filter((one) => {
      const { Properties } = resourceOf(
        service,
        'AWS::Lambda::Function',
        'FunctionName',
        `gatefold-prod-${one}`,
      );
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      return JSON.stringify(Variables.ORIGIN_SECRET) === JSON.stringify({ Ref: name });
    });
    expect(knowing).toEqual(['webhook', 'access', 'admin']);
  });

  describe('says who calls', () => {
    interface CloudFrontRequest {
      readonly headers: Record<string, { readonly value: string }>;
    }
    /** Runs the function of the template as CloudFront does, on a request with headers of the caller's own. */
    function requestAfter({ service }: Synthesis, headers: CloudFrontRequest['headers']): CloudFrontRequest {
      const [edge] = resourcesOf(service, 'AWS::CloudFront::Function');
      const event = { viewer: { ip: '2001:db8::7' }, request: { headers } };
      const code = `${String(edge?.Properties.FunctionCode)}; handler(event)`;
      return runInNewContext(code, { event }) as CloudFrontRequest;
    }
    const forged = { [CLIENT_HEADER]: { value: '10.0.0.1' }, 'x-forwarded-for': { value: '10.0.0.1' } };

    test('to every call that is not answered from the cache, and to nobody else', () => {
      const [edge] = resourcesOf(prod().service, 'AWS::CloudFront::Function');
      expect(config().DefaultCacheBehavior.FunctionAssociations).toEqual([
        { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [edge?.id, 'FunctionARN'] } },
      ]);
      // These send on nothing of the caller's but the origin of a script.
      for (const behaviour of config().CacheBehaviors) {
        expect(behaviour).not.toHaveProperty('OriginRequestPolicyId');
      }
    });

    test('row 55: over whatever the caller wrote', () => {
      expect(requestAfter(prod(), { ...forged })).toEqual({
        headers: { ...forged, [CLIENT_HEADER]: { value: '2001:db8::7' } },
      });
    });

    test("row 55: and is silent behind the site's CDN, which is all that it sees there", () => {
      const synthesis = synthesizeOnce({}, { service: 'https://thefold.example/members' });
      expect(requestAfter(synthesis, { ...forged })).toEqual({
        headers: { 'x-forwarded-for': { value: '10.0.0.1' } },
      });
    });
  });

  test('speaks HTTPS only, to readers and to the service', () => {
    const { DefaultCacheBehavior, CacheBehaviors, Origins } = config();
    for (const { ViewerProtocolPolicy } of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(ViewerProtocolPolicy).toBe('https-only');
    }
    expect(Origins).toMatchObject([
      { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } },
    ]);
  });

  test("answers on the publication's own host, by TLS 1.2 at least, once there is a certificate", () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
    const { service } = synthesizeOnce({ certificateArn });
    expect(configOf(resourcesOf(service, 'AWS::CloudFront::Distribution')[0])).toMatchObject({
      Aliases: ['access.thefold.example'],
      ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
    expect(config().Aliases).toBeUndefined();
  });

  test("leaves the site's host to the site's own CDN where the service is a path of it", () => {
    const { service } = synthesizeOnce({}, { service: 'https://thefold.example/members' });
    const { Aliases, CacheBehaviors } = configOf(resourcesOf(service, 'AWS::CloudFront::Distribution')[0]);
    expect(Aliases).toBeUndefined();
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/members/.well-known/*',
      '/members/v1/plans',
      '/members/v1/revocations',
    ]);
    const routes = resourcesOf(service, 'AWS::ApiGatewayV2::Route').map(
      ({ Properties }) => Properties.RouteKey,
    );
    expect(routes).toContain('POST /members/webhooks/stripe');
    expect(service.Outputs?.CdnHost?.Description).toBe(
      "Let the site's own CDN send https://thefold.example/members here.",
    );
  });
});
