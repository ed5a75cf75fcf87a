import { SQSClient } from '@aws-sdk/client-sqs';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSender } from '../../local/queue-file.ts';
import type { SyncMessage } from '../../shared/stripe/events.ts';
import { stripeImport } from './stripe-import.ts';
import { openSyncQueue } from './sync-queue.ts';
import { terminal } from './terminal.ts';

process.exitCode = await stripeImport(process.argv.slice(2), process.env, terminal, {
  onAws: (stage) => openSyncQueue(new SQSClient({}), stage),
  onThisMachine(folder) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openSender<SyncMessage>(join(folder, 'queues.db'), 'sync');
  },
});
