/**
 * Claims: Stripe, admins and readers each reach the function that is theirs, by HTTPS only: on the service's own host, or
 * behind the site's CDN, whose host is never claimed. Answers that are the same for everybody come from the CDN; no other
 * answer is ever stored there. No log line has a reader's address.
 */
import { describe, expect, test } from 'vitest';
import { REVOCATIONS_PATH } from '../../client/src/claims.ts';
import { FUNCTIONS } from '../../infra/rights.ts';
import { resourceOf, resourcesOf, synthesizeForFile, synthesizeOnce } from './synthesis.ts';
import type { Resource } from './synthesis.ts';

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

  test('lets every method, cookie, header and query through to the service', () => {
    const { DefaultCacheBehavior } = config();
    expect(DefaultCacheBehavior.OriginRequestPolicyId).toBe(ALL_VIEWER_EXCEPT_HOST_HEADER);
    expect(DefaultCacheBehavior.AllowedMethods).toContain('POST');
    expect(DefaultCacheBehavior.AllowedMethods).toContain('DELETE');
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
