import config from '../../gatefold.config.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { databaseOf, readEnvironment, runtime } from '../environment.ts';
import { lambdaHandler } from '../http/lambda.ts';
import { clientAddress } from '../http/through-cdn.ts';
import { composeAdmin } from './compose.ts';

const env = readEnvironment('TABLE_PREFIX', 'ORIGIN_SECRET');

export const handler = lambdaHandler(
  composeAdmin({
    ...runtime,
    config,
    catalogue: createCatalogue(config),
    database: databaseOf(env.TABLE_PREFIX),
    callerAddress: clientAddress,
  }),
  env.ORIGIN_SECRET,
);
