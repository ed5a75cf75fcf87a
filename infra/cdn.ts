import { Duration, Fn } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { CLIENT_HEADER, ORIGIN_HEADER } from '../shared/config/cdn-headers.ts';
import type { Deployment } from './deployment.ts';
import { basePath } from './http-api.ts';

/** What every reader and every verifier is told alike. */
const SHARED_PATHS = ['/.well-known/*', '/v1/plans', '/v1/revocations'];

/** Stands before the HTTP API: on the service's own host, or behind the site's CDN where the service is a path of the site. */
export function addCdn(
  scope: Construct,
  deployment: Deployment,
  api: HttpApi,
  originSecret: string,
): Distribution {
  const origin = new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint)), {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    customHeaders: { [ORIGIN_HEADER]: originSecret },
  });
  const secure = {
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
  };
  const shared = {
    ...secure,
    origin,
    cachePolicy: sharedAnswers(scope, deployment),
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
  };
  return new Distribution(scope, 'cdn', {
    comment: `${deployment.prefix}: ${deployment.service.host}`,
    priceClass: PriceClass.PRICE_CLASS_ALL,
    httpVersion: HttpVersion.HTTP2_AND_3,
    defaultBehavior: {
      ...secure,
      origin,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // Cookies, query and headers go through. Host does not: by it API Gateway tells its own APIs apart.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [
        { function: addClientAddress(scope, deployment), eventType: FunctionEventType.VIEWER_REQUEST },
      ],
    },
    additionalBehaviors: Object.fromEntries(
      SHARED_PATHS.map((path) => [`${basePath(deployment)}${path}`, shared]),
    ),
    ...viewerCertificate(scope, deployment),
  });
}

/**
 * Resolved by CloudFormation as it deploys, so that no template and no build holds it. The parameter is no SecureString,
 * which CloudFormation does not resolve here (docs/adr/0015-who-came-through-the-cdn.md).
 */
export function originSecretOf(scope: Construct, { stage }: Deployment): string {
  return StringParameter.valueForStringParameter(scope, `/gatefold/${stage}/origin-secret`);
}

/** Writes who calls into each request, over whatever the caller wrote there. Behind another CDN nobody knows. */
function addClientAddress(scope: Construct, { prefix, hasOwnHost }: Deployment): EdgeFunction {
  const write = hasOwnHost
    ? `request.headers['${CLIENT_HEADER}'] = { value: event.viewer.ip };`
    : `delete request.headers['${CLIENT_HEADER}'];`;
  return new EdgeFunction(scope, 'client-address', {
    functionName: `${prefix}-client-address`,
    comment: 'Tells the service who calls.',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(
      `function handler(event) {\n  const request = event.request;\n  ${write}\n  return request;\n}\n`,
    ),
  });
}

/** As long as the answer's own `Cache-Control` says, and not at all where it says nothing. CORS makes it vary by `Origin`. */
function sharedAnswers(scope: Construct, { prefix }: Deployment): CachePolicy {
  return new CachePolicy(scope, 'shared-answers', {
    cachePolicyName: `${prefix}-shared-answers`,
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(1),
    headerBehavior: CacheHeaderBehavior.allowList('Origin'),
    queryStringBehavior: CacheQueryStringBehavior.none(),
    cookieBehavior: CacheCookieBehavior.none(),
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
  });
}

/**
 * Without a certificate the distribution answers on its own cloudfront.net name alone: for a first look, or to the site's
 * CDN, which has the site's host already. No two distributions can
 * (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html).
 */
function viewerCertificate(scope: Construct, { certificateArn, service }: Deployment) {
  if (certificateArn === undefined) return {};
  return {
    domainNames: [service.hostname],
    certificate: Certificate.fromCertificateArn(scope, 'certificate', certificateArn),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
  };
}
