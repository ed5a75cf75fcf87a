import { startEngine } from '../../local/engine.ts';
import { createTables, localDynamo } from '../../local/tables.ts';
import { openDatabase } from '../../shared/store/database.ts';
import { liveYear } from '../functions/rotate/year.ts';
import type { Ratio } from './ratio.ts';

const PREFIX = 'bench-rotation';

/** What a year of daily rotations, of which some fail, does to readers and to forgers. */
export async function benchRotation(): Promise<Ratio[]> {
  const engine = await startEngine();
  const dynamo = localDynamo(engine.endpoint);
  try {
    await createTables(dynamo, PREFIX);
    const { runs, keys, good, bad } = await liveYear(openDatabase(dynamo, PREFIX), {
      seed: 1,
      failing: 1 / 3,
    });
    return [
      { name: `good tokens refused / ${good.tried} shown`, ratio: good.refused / good.tried, goal: 0 },
      {
        name: `forged and retired tokens accepted / ${bad.tried} shown`,
        ratio: bad.accepted / bad.tried,
        goal: 0,
      },
      {
        name: `daily runs that failed / ${runs.done + runs.failed}`,
        ratio: runs.failed / (runs.done + runs.failed),
      },
      { name: 'signing keys that were made / those due', ratio: keys / 6, goal: 1 },
    ];
  } finally {
    dynamo.destroy();
    await engine.stop();
  }
}
