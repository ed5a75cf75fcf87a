import { App } from 'aws-cdk-lib';
import config from '../gatefold.config.ts';
import { buildGatefold } from './build.ts';
import { readDeployment } from './deployment.ts';

const app = new App();
const deployment = readDeployment((name): unknown => app.node.tryGetContext(name), config);
buildGatefold(app, deployment);
