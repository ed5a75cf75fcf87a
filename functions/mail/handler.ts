import { SESv2Client } from '@aws-sdk/client-sesv2';
import config from '../../gatefold.config.ts';
import { createSesMailer } from '../../shared/aws/mailer.ts';
import { awsClient, readEnvironment, runtime } from '../environment.ts';
import { createMailConsumer } from './consume.ts';

const env = readEnvironment('MAIL_FROM');

export const handler = createMailConsumer({
  ...runtime,
  publication: config.publication,
  mailer: createSesMailer(new SESv2Client(awsClient), env.MAIL_FROM),
});
