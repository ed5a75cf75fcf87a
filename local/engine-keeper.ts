import { spawn } from 'node:child_process';

/** Runs a command and ends it when the process that forked this one is gone, killed or not. */
const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: 'ignore' });

child.once('error', () => process.exit(1));
child.once('exit', (code) => process.exit(code ?? 1));
process.once('disconnect', () => child.kill('SIGTERM'));
