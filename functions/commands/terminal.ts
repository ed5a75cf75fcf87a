import { createInterface } from 'node:readline/promises';

/** How a command speaks with whoever runs it. */
export interface Terminal {
  /** What was asked for. */
  readonly print: (text: string) => void;
  /** What is said beside it: progress, and what went wrong. */
  readonly tell: (text: string) => void;
  /** `nobody`: there is no one to ask. */
  readonly agree: (question: string) => Promise<'yes' | 'no' | 'nobody'>;
}

export const terminal: Terminal = {
  print: (text) => {
    process.stdout.write(`${text}\n`);
  },
  tell: (text) => {
    process.stderr.write(`${text}\n`);
  },
  async agree(question) {
    if (!process.stdin.isTTY || !process.stdout.isTTY) return 'nobody';
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await lines.question(question);
    lines.close();
    return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
  },
};
