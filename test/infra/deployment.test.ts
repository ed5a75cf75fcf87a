/**
 * Claims: a value that cannot be deployed is named before anything is built. Without any value the deployment is the live one,
 * which takes Stripe's live events alone; any other stage takes test events unless told otherwise. AWS's own rules of good practice
 * hold, and each exception has its reason.
 */
import { describe, expect, test } from 'vitest';
import config from '../../gatefold.config.ts';
import { DeploymentError, readDeployment } from '../../infra/deployment.ts';
import { resourceOf, resourcesOf, synthesizeForFile, synthesizeOnce } from './synthesis.ts';
import type { Synthesis } from './synthesis.ts';

const prod = synthesizeForFile();
const read = (context: Readonly<Record<string, string>>) => readDeployment((name) => context[name], config);

describe('the context of a deployment', () => {
  test('may be empty: the live one, with mail from the site', () => {
    expect(read({})).toEqual({
      stage: 'prod',
      quietHours: 72,
      prefix: 'gatefold-prod',
      service: new URL('https://access.thefold.example'),
      hasOwnHost: true,
      stripeLiveMode: true,
      mailFrom: 'no-reply@thefold.example',
      createMailIdentity: true,
    });
  });

  test.each([
    [{}, true],
    [{ stage: 'test' }, false],
    [{ stage: 'test', stripe: 'live' }, true],
    [{ stripe: 'test' }, false],
  ])("%o: Stripe's live events are taken: %s", (context, liveMode) => {
    expect(read(context).stripeLiveMode).toBe(liveMode);
  });

  test('says to the webhook which events it takes', () => {
    const mode = ({ service }: Synthesis, name: string) =>
      resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', name).Properties;
    expect(mode(prod(), 'gatefold-prod-webhook')).toMatchObject({
      Environment: { Variables: { STRIPE_LIVE_MODE: 'true' } },
    });
    expect(mode(synthesizeOnce({ stage: 'test' }), 'gatefold-test-webhook')).toMatchObject({
      Environment: { Variables: { STRIPE_LIVE_MODE: 'false' } },
    });
  });

  test.each([
    ['stage', 'Prod'],
    ['stage', 'a/b'],
    ['stage', 'prod-2'],
    ['stripe', 'yes'],
    ['mailFrom', 'The Fold'],
    ['mailIdentity', 'no'],
    ['mailConfigurationSet', 'a set'],
    ['certificateArn', 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b'],
    ['alarmEmail', 'me'],
    ['quietHours', '0'],
    ['quietHours', '169'],
    ['quietHours', 'soon'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(DeploymentError);
    expect(() => read({ [name]: value })).toThrow(`  ${name}: `);
  });

  test('a service on plain http is not deployed', () => {
    const hosts = { ...config.hosts, service: 'http://127.0.0.1:4000' };
    expect(() => readDeployment(() => undefined, { ...config, hosts })).toThrow('only https can be deployed');
  });
});

describe('a service that is a path of the site', () => {
  const under = (service: string, context: Readonly<Record<string, string>> = {}) =>
    readDeployment((name) => context[name], { ...config, hosts: { ...config.hosts, service } });

  test.each([
    ['https://thefold.example/members', false],
    ['https://www.thefold.example/members', false],
    ['https://access.thefold.example/members', true],
  ])('%s: a host of its own: %s', (service, hasOwnHost) => {
    expect(under(service)).toMatchObject({ hasOwnHost });
  });

  test("has no use for a certificate: the site's own CDN has the host", () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
    expect(() => under('https://thefold.example/members', { certificateArn })).toThrow('  certificateArn: ');
    expect(under('https://access.thefold.example/members', { certificateArn })).toMatchObject({
      certificateArn,
    });
  });
});

describe('a sender', () => {
  test('is set up in SES, with the DNS records that prove it', () => {
    const { service } = prod();
    expect(resourcesOf(service, 'AWS::SES::EmailIdentity')).toMatchObject([
      { Properties: { EmailIdentity: 'thefold.example' } },
    ]);
  });

  test('is counted by the configuration set that is named, and may use no other', () => {
    const { service } = synthesizeOnce({ mailConfigurationSet: 'gatefold' });
    const [mail] = resourcesOf(service, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.FunctionName === 'gatefold-prod-mail',
    );
    expect(mail?.Properties.Environment).toMatchObject({
      Variables: { MAIL_CONFIGURATION_SET: 'gatefold' },
    });
    const policies = JSON.stringify(resourcesOf(service, 'AWS::IAM::Policy'));
    expect(policies.match(/configuration-set\/[\w*-]+/g)).toEqual(['configuration-set/gatefold']);
  });

  test('that SES knows already is left alone', () => {
    const { service } = synthesizeOnce({ mailIdentity: 'existing', mailFrom: 'post@mail.thefold.example' });
    expect(resourcesOf(service, 'AWS::SES::EmailIdentity')).toEqual([]);
    const { Properties } = resourceOf(service, 'AWS::Lambda::Function', 'FunctionName', 'gatefold-prod-mail');
    expect(Properties).toMatchObject({
      Environment: { Variables: { MAIL_FROM: 'post@mail.thefold.example' } },
    });
  });
});

describe("AWS's rules of good practice", () => {
  test('hold for a first look and for the deployment that readers use', () => {
    expect(prod().findings()).toEqual([]);
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b';
    expect(synthesizeOnce({ certificateArn }).findings()).toEqual([]);
  });
});
