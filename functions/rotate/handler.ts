import { KMSClient } from '@aws-sdk/client-kms';
import config from '../../gatefold.config.ts';
import { createKmsKeyWrap } from '../../shared/aws/key-wrap.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { awsClient, databaseOf, readEnvironment, runtime } from '../environment.ts';
import { runDaily } from './daily.ts';

const env = readEnvironment('TABLE_PREFIX', 'SIGNING_KEY_ID');

/** Called by the schedule and, once, by each deployment. */
export const handler = () =>
  runDaily({
    ...runtime,
    issuer: config.hosts.service,
    keys: createKeysStore(databaseOf(env.TABLE_PREFIX)),
    keyWrap: createKmsKeyWrap(new KMSClient(awsClient), env.SIGNING_KEY_ID),
  });
