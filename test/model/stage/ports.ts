import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { StripeDouble } from '../../../local/stripe/double.ts';
import { fateOf } from './weather.ts';
import type { Sky } from './weather.ts';
import type { Stage } from './stage.ts';

/** A call of the database, as the SDK is given it. */
export interface DatabaseCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Send = (command: { readonly input: object }) => Promise<unknown>;

/** Writes that the SDK sends again where their answer was lost; a transaction carries a token of its own. */
const SENT_AGAIN: ReadonlySet<string> = new Set(['PutItemCommand', 'UpdateItemCommand']);

/**
 * The database as an invocation has it: each call is a turn on the stage, and may be throttled, or lose its answer.
 *
 * @param done is told of each call that the engine has carried out
 */
export function stagedDynamo(
  client: DynamoDBClient,
  stage: Stage,
  sky: Sky,
  done: (call: DatabaseCall) => void,
): DynamoDBClient {
  const engine = client.send.bind(client) as unknown as Send;
  const send: Send = (command) => {
    const call = { name: command.constructor.name, input: { ...command.input } };
    const carryOut = async () => {
      const answer = await engine(command);
      done(call);
      return answer;
    };
    if (!stage.isOnStage()) return carryOut();
    return stage.call(fateOf(sky), async () => {
      const trouble = sky.luck.chance(sky.weather.databaseFaults) ? sky.luck.below(3) : undefined;
      if (trouble === 0) {
        sky.count('database throttled');
        throw new ProvisionedThroughputExceededException({ $metadata: {}, message: 'throttled' });
      }
      const answer = await carryOut();
      if (trouble === 1) {
        sky.count('database answer lost');
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      }
      if (trouble !== 2 || !SENT_AGAIN.has(call.name)) return answer;
      sky.count('database write sent twice');
      return engine(command);
    });
  };
  return Object.assign(Object.create(client) as DynamoDBClient, { send });
}

/** A way to the double for Stripe's SDK: each call is a turn on the stage, and may go wrong as calls to Stripe do. */
export function stagedStripe(double: StripeDouble, stage: Stage, sky: Sky): typeof fetch {
  return (input, init = {}) => {
    // The SDK's own time-out would run by the real clock.
    const send = async () => double.app.fetch(new Request(input, { ...init, signal: null }));
    const isAway = () => stage.now() < sky.stripeAwayUntil;
    if (!stage.isOnStage()) return send();
    const fate = fateOf(sky);
    const away = isAway();
    const trouble = sky.luck.chance(sky.weather.stripeFaults) ? sky.luck.below(4) : undefined;
    const hangs = away || trouble === 2;
    return stage.call({ ...fate, afterMillis: fate.afterMillis + (hangs ? 5_000 : 0) }, async () => {
      if (hangs) {
        sky.count(away ? 'Stripe away' : 'Stripe hangs');
        throw new TypeError('fetch failed', { cause: new Error('ETIMEDOUT') });
      }
      if (trouble === 0 || trouble === 1) {
        sky.count(trouble === 0 ? 'Stripe 429' : 'Stripe 500');
        double.control.fault({ kind: trouble === 0 ? 'rate_limit' : 'error', times: 1 });
        const refused = await send();
        double.control.clearFaults();
        return refused;
      }
      const answer = await send();
      if (trouble !== 3) return answer;
      sky.count('Stripe answer lost');
      await answer.body?.cancel();
      throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
    });
  };
}
