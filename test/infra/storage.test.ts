/**
 * Claims: taking the deployment down, or a mistake in it, loses no member, no event, no audit line, no signing key and
 * no admin's key. What is stored can be set back to any second of the last weeks. Only sessions, which readers open anew,
 * go by themselves and with the deployment.
 */
import { App } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import config from '../../gatefold.config.ts';
import { buildGatefold } from '../../infra/build.ts';
import { readDeployment } from '../../infra/deployment.ts';
import { resourceOf, resourcesOf, synthesizeForFile, synthesizeOnce } from './synthesis.ts';
import type { Template } from './synthesis.ts';

const prod = synthesizeForFile();
const TABLE = 'AWS::DynamoDB::GlobalTable';

describe('tables', () => {
  const names = (template: Template) =>
    resourcesOf(template, TABLE).map(({ Properties: { TableName } }) => TableName);

  test('there are five, and each is paid for by what is read and written', () => {
    const { data } = prod();
    expect(names(data)).toEqual(
      ['members', 'sessions', 'ledger', 'keys', 'apikeys'].map((table) => `gatefold-prod-${table}`),
    );
    for (const { Properties } of resourcesOf(data, TABLE)) {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    }
  });

  test('all but the sessions outlive the deployment and can be set back', () => {
    const { data } = prod();
    for (const table of ['members', 'ledger', 'keys', 'apikeys']) {
      const { DeletionPolicy, Properties } = resourceOf(data, TABLE, 'TableName', `gatefold-prod-${table}`);
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties).toMatchObject({
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      });
      expect(Properties).not.toHaveProperty('TimeToLiveSpecification');
    }
  });

  test('sessions that are over are removed', () => {
    const { data } = prod();
    const { DeletionPolicy, Properties } = resourceOf(data, TABLE, 'TableName', 'gatefold-prod-sessions');
    expect(DeletionPolicy).toBe('Delete');
    expect(Properties).toMatchObject({ TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } });
  });

  test('a second stage on one account has tables of its own', () => {
    expect(names(synthesizeOnce({ stage: 'test' }).data)).toContain('gatefold-test-members');
  });
});

test('the key that signing keys are encrypted under turns every year and outlives the deployment', () => {
  const [key, ...more] = resourcesOf(prod().data, 'AWS::KMS::Key');
  expect(more).toEqual([]);
  expect(key?.DeletionPolicy).toBe('Retain');
  expect(key?.Properties).toMatchObject({ EnableKeyRotation: true });
});

test('nothing of it goes with its stack but the sessions, and what can be made again without them', () => {
  const { data } = prod();
  const goes = Object.values(data.Resources)
    .filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')
    .map(({ Type, Properties }) => [Type, Properties.TableName ?? Properties.AliasName]);
  expect(goes.sort()).toEqual([
    ['AWS::DynamoDB::GlobalTable', 'gatefold-prod-sessions'],
    ['AWS::KMS::Alias', 'alias/gatefold-prod-signing'],
  ]);
});

test('its stack is protected from being taken down', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const { data, service } = buildGatefold(
    app,
    readDeployment(() => undefined, config),
  );
  expect([data.terminationProtection, service.terminationProtection]).toEqual([true, false]);
});

test('what can be deployed again holds nothing that is stored', () => {
  const types = Object.values(prod().service.Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /^AWS::(DynamoDB|KMS|S3|RDS)::/.test(type))).toEqual([]);
});
