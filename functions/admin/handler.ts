import config from '../../gatefold.config.ts';
import { createCatalogue } from '../../shared/membership/catalogue.ts';
import { databaseOf, readEnvironment, runtime } from '../environment.ts';
import { lambdaHandler, sourceAddress } from '../http/lambda.ts';
import { composeAdmin } from './compose.ts';

const env = readEnvironment('TABLE_PREFIX');

export const handler = lambdaHandler(
  composeAdmin({
    ...runtime,
    config,
    catalogue: createCatalogue(config),
    database: databaseOf(env.TABLE_PREFIX),
    callerAddress: sourceAddress,
  }),
);
