import { KMSClient } from '@aws-sdk/client-kms';
import { userInfo } from 'node:os';
import { createKmsKeyWrap } from '../../shared/aws/key-wrap.ts';
import { createKeysStore } from '../../shared/store/keys.ts';
import { createRevocationsStore } from '../../shared/store/revocations.ts';
import { awsClient, databaseOf, runtime } from '../environment.ts';
import { replaceSigningKeys } from '../rotate/replace.ts';
import { runRotation } from '../rotate/run.ts';
import { keysRotate } from './keys-rotate.ts';
import { terminal } from './terminal.ts';

process.exitCode = await keysRotate(process.argv.slice(2), terminal, {
  now: runtime.now,
  open(stage, issuer) {
    const prefix = `gatefold-${stage}`;
    const database = databaseOf(prefix);
    const deps = {
      ...runtime,
      issuer,
      keys: createKeysStore(database),
      keyWrap: createKmsKeyWrap(new KMSClient(awsClient), `alias/${prefix}-signing`),
      revocations: createRevocationsStore(database),
    };
    return {
      list: () => deps.keys.list(),
      rotate: () => runRotation(deps),
      replace: (emergency) => replaceSigningKeys(deps, { ...emergency, operator: userInfo().username }),
    };
  },
});
