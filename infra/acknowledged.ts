import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What cdk-nag finds and is as it should be. Anything else that it finds fails the synthesis. */
export function acknowledgeFindings(parts: {
  readonly api: IConstruct;
  readonly cdn: IConstruct;
  readonly hasCertificate: boolean;
}): void {
  acknowledge(
    parts.api,
    'APIG4',
    "The functions tell callers apart themselves: Stripe by the signature over an event's bytes, admins by an API key, " +
      'readers by their session. The rest is public.',
  );
  acknowledge(parts.cdn, 'CFR1', 'A publication is read everywhere.');
  acknowledge(
    parts.cdn,
    'CFR2',
    'A web ACL is charged for while nobody reads. The API is throttled, bodies are limited before they are parsed, and ' +
      'a publisher who wants a web ACL can attach one.',
  );
  acknowledge(
    parts.cdn,
    'CFR3',
    "What reaches the service is in the HTTP API's access log, which keeps no reader's address; what CloudFront answers by " +
      'itself is the same for everybody.',
  );
  if (!parts.hasCertificate) {
    acknowledge(
      parts.cdn,
      'CFR4',
      "Without a certificate there is only CloudFront's own name, whose minimum cannot be set. With one it is TLS 1.2.",
    );
  }
}

function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
}
