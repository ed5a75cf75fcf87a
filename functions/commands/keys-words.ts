import { currentKey } from '../../shared/token/key-set.ts';
import type { SigningKey } from '../../shared/token/key-set.ts';
import { replaceKeys } from '../../shared/token/replacement.ts';

export interface EmergencyShown {
  readonly stage: string;
  readonly service: string;
  readonly held: readonly SigningKey[];
  readonly compromised: readonly string[];
  /** Seconds since 1970. */
  readonly now: number;
}

/** What an emergency rotation will do, and who notices. */
export function emergencyWords({ stage, service, held, compromised, now }: EmergencyShown): string {
  const { activate } = replaceKeys(held, new Set(compromised), now);
  const current = currentKey(held, now);
  const signs = current !== undefined && !compromised.includes(current.kid) ? current : activate;
  const lines = held.map((key) => {
    const fate = compromised.includes(key.kid) ? 'leaves' : key.kid === signs?.kid ? 'signs ' : 'stays ';
    return `  ${fate}  ${key.kid}  ${phaseOf(key, current, now)}`;
  });
  const signer =
    signs === undefined
      ? [
          '  signs   a new key, which no verifier has met',
          '',
          'Until the caches before your verifiers have the new key, ten minutes at most, readers’ pages lock. Empty',
          'the CDN’s copy as said at the end, and it is five.',
        ]
      : ['', 'Verifiers have the key that signs then. A reader may be asked to reload for a minute.'];
  return [
    `Emergency rotation of ${stage}, ${service}`,
    '',
    ...lines,
    ...signer,
    'Everybody’s tokens are taken back: sessions stay, and each page load makes a new token.',
    'A verifier refuses what the keys that leave have signed once its key set is renewed: within ten and a half minutes;',
    'one that polls revocations refuses within a minute what was signed before now.',
  ].join('\n');
}

function phaseOf({ kid, activatesAt }: SigningKey, current: SigningKey | undefined, now: number): string {
  const day = new Date(activatesAt * 1000).toISOString().slice(0, 10);
  if (kid === current?.kid) return `signs since ${day}`;
  return activatesAt > now ? `to sign from ${day}` : `has signed since ${day}`;
}

/** What is left for a person to do. */
export function endWords(stage: string): string {
  return `
Done: the keys are replaced, and the audit trail says why. Have the CDN drop its copy of the key set, which saves five minutes:

  aws cloudfront create-invalidation --paths '/*' --distribution-id "$(aws cloudfront list-distributions \\
    --query "DistributionList.Items[?starts_with(Comment, 'gatefold-${stage}:')].Id" --output text)"

Then find out how the keys were had: every use of them is in CloudTrail, as kms:Decrypt of alias/gatefold-${stage}-signing.`;
}
