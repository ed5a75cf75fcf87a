import { KMSClient } from '@aws-sdk/client-kms';
import config from '../../gatefold.config.ts';
import { createKmsKeyWrap } from '../../shared/aws/key-wrap.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { awsClient, databaseOf, readEnvironment, runtime } from '../environment.ts';
import { checkKeys } from './check.ts';
import { runRotation } from './run.ts';

const env = readEnvironment('TABLE_PREFIX', 'SIGNING_KEY_ID');

/** Called by the schedule and, once, by each deployment. */
export const handler = async () => {
  const deps = {
    ...runtime,
    issuer: config.hosts.service,
    keys: createKeysStore(databaseOf(env.TABLE_PREFIX)),
    keyWrap: createKmsKeyWrap(new KMSClient(awsClient), env.SIGNING_KEY_ID),
  };
  await runRotation(deps);
  await checkKeys(deps);
};
