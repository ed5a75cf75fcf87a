import { inject } from 'vitest';
import type { Bundles } from './bundle.ts';

/** The bundles of every function, made once a run: global-setup.ts answers with where they lie. */
export async function bundled(): Promise<Bundles> {
  return (await (await fetch(inject('bundlesUrl'))).json()) as Bundles;
}
