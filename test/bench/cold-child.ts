import { subscribe } from 'node:diagnostics_channel';

/** Processor time of a process, in milliseconds. */
export interface ColdStart {
  /** Until it first opened a socket, or was ready. */
  readonly load: number;
  /** Until it was ready. */
  readonly init: number;
}

const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

let atSocket: number | undefined;
subscribe('net.client.socket', () => {
  atSocket ??= spent();
});
const began = spent();
await import(process.argv[2] ?? '');
const ready = spent();
const measured: ColdStart = { load: (atSocket ?? ready) - began, init: ready - began };
process.send?.(measured, () => process.exit());
