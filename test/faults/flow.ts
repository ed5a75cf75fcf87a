import type { Seen } from './readers.ts';
import type { ServiceName } from './services.ts';
import type { FaultyWorld } from './world.ts';

/** One of the things that Gatefold is for, begun before a fault, met by it, and ended after it. */
export interface Flow {
  readonly name: string;
  /** The promises of docs/architecture.md that `after` holds it to. */
  readonly promises: readonly number[];
  /** The services that it calls. */
  readonly calls: readonly ServiceName[];
  /** @param id tells this run's readers from all others */
  begin(world: FaultyWorld, id: string): Promise<Run>;
}

export interface Run {
  /** What whoever asks sees while everything goes wrong. */
  during(): Promise<Seen>;
  /** Once nothing goes wrong any more. @throws where a promise is broken */
  after(): Promise<void>;
}
