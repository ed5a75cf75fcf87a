import { makeApiKey } from '../shared/identity/api-key.ts';
import { localConfig } from './config.ts';
import { readSecrets } from './data-folder.ts';
import { dataFolder, firstPort } from './settings.ts';

/** The first admin key of what `npm start` keeps on this machine, for commands in a shell. */
const port = firstPort(process.env);
const { hosts } = localConfig({ service: port, site: port + 1 });
const { adminKey } = readSecrets(`${dataFolder(process.env)}/secrets.json`);
console.log(makeApiKey(hosts.service, Buffer.from(adminKey, 'base64url')).text);
