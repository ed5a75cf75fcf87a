import type { KeyWrap } from '../../shared/aws/key-wrap.ts';
import type { EpochSeconds } from '../../shared/membership/model.ts';
import type { KeysStore } from '../../shared/store/keys.ts';
import type { SigningKey } from '../../shared/token/key-set.ts';
import { generateSigningKey } from '../../shared/token/signer.ts';

export interface KeyMakingDeps {
  readonly issuer: string;
  readonly keys: Pick<KeysStore, 'add'>;
  readonly keyWrap: KeyWrap;
}

/** Makes a key pair and stores it, its private half encrypted; `false` where another made this generation first. */
export async function makeKey(
  { issuer, keys, keyWrap }: KeyMakingDeps,
  { generation, activatesAt }: Pick<SigningKey, 'generation' | 'activatesAt'>,
  now: EpochSeconds,
): Promise<boolean> {
  const { publicJwk, pkcs8 } = generateSigningKey();
  const { kid } = publicJwk;
  const wrappedPrivateKey = await keyWrap.wrap(pkcs8, { issuer, kid });
  return keys.add({ kid, generation, publicJwk, wrappedPrivateKey, createdAt: now, activatesAt });
}
