import { sameText } from '../../shared/identity/credential.ts';
import { WRONG_CODES_PER_ADDRESS_PER_DAY, dayCounter } from '../../shared/identity/sign-in.ts';
import type { Challenge } from '../../shared/identity/sign-in.ts';
import { epochSeconds } from './deps.ts';
import type { AccessDeps } from './deps.ts';

const DAY_SECONDS = 86_400;

export type GuessRefusal = 'code_wrong' | 'code_used_up' | 'code_limit';

/**
 * Compares a code with a challenge's. The guess is counted before it is looked at, against the challenge and against
 * its address; the address gets it back where it was right, or was not looked at.
 *
 * @param code six digits
 */
export async function guess(
  deps: AccessDeps,
  { id, address }: Challenge,
  code: string,
): Promise<'right' | GuessRefusal> {
  const now = epochSeconds(deps);
  const wrong = dayCounter('wrong-code', address.key, now);
  const keepUntil = now + 2 * DAY_SECONDS;
  const mayGuess = await deps.challenges.count(wrong, WRONG_CODES_PER_ADDRESS_PER_DAY, keepUntil);
  if (!mayGuess) return 'code_limit';
  const guessed = await deps.challenges.takeGuess(id, now);
  const isRight =
    guessed !== undefined && sameText(guessed.codeHash, deps.secrets.mac('code', `${id}.${code}`));
  if (guessed === undefined || isRight) await deps.challenges.giveBack(wrong);
  if (guessed === undefined) return 'code_used_up';
  return isRight ? 'right' : 'code_wrong';
}
