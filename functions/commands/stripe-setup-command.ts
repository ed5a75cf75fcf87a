import { stripeSetup } from './stripe-setup.ts';
import { terminal } from './terminal.ts';

process.exitCode = await stripeSetup(process.argv.slice(2), process.env, terminal);
