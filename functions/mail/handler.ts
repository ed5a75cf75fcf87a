import { SESv2Client } from '@aws-sdk/client-sesv2';
import config from '../../gatefold.config.ts';
import { createSesMailer } from '../../shared/aws/mailer.ts';
import { createSpeaker } from '../../shared/words/speaker.ts';
import { awsClient, readEnvironment, readOptional, runtime } from '../environment.ts';
import { createMailConsumer } from './consume.ts';

const env = readEnvironment('MAIL_FROM');
const { publication, words } = config;

export const handler = createMailConsumer({
  ...runtime,
  publication,
  speaker: createSpeaker(publication.language, words),
  mailer: createSesMailer(new SESv2Client(awsClient), {
    name: publication.name,
    address: env.MAIL_FROM,
    replyTo: publication.supportEmail,
    publication: publication.id,
    configurationSet: readOptional('MAIL_CONFIGURATION_SET'),
  }),
});
