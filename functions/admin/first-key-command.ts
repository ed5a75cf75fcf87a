import { randomBytes } from 'node:crypto';
import config from '../../gatefold.config.ts';
import { createApiKeysStore } from '../../shared/store/apikeys.ts';
import { databaseOf } from '../environment.ts';
import { ensureFirstAdminKey } from './first-key.ts';

/**
 * Makes the first admin key of a deployment and shows it, once: `npm run first-admin-key -- gatefold-prod`. It writes
 * the tables with the AWS credentials of the shell, and only where there is no key yet; later ones are made by this one.
 */
const [tablePrefix] = process.argv.slice(2);
if (tablePrefix === undefined) {
  console.error('Name the deployment, as in: npm run first-admin-key -- gatefold-prod');
  process.exit(2);
}
const apiKeys = createApiKeysStore(databaseOf(tablePrefix));
if ((await apiKeys.list()).length > 0) {
  console.error(`${tablePrefix} has API keys already: make further ones with POST /admin/v1/keys.`);
  process.exit(1);
}
console.log(await ensureFirstAdminKey(apiKeys, config.hosts.service, randomBytes(48), Date.now()));
