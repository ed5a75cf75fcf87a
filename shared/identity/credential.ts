import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { MemberId } from '../membership/model.ts';
import { isId } from './ids.ts';

/** What the refresh credential of a session says; the MAC over it is what makes it one. */
export interface Credential {
  readonly member: MemberId;
  readonly sid: string;
  readonly generation: number;
  readonly branch: number;
}

/** Keys for one purpose each, all from the deployment's one secret. */
export interface IdentitySecrets {
  /** Text that only the holder of the secret and this issuer could have made; base64url. */
  mac(purpose: 'credential' | 'code' | 'network', text: string): string;
}

/** @param secret at least 32 random bytes */
export function createIdentitySecrets(secret: Uint8Array, issuer: string): IdentitySecrets {
  if (secret.length < 32) throw new RangeError('The session secret has at least 32 bytes.');
  return {
    mac: (purpose, text) =>
      createHmac('sha256', secret)
        .update(JSON.stringify([purpose, issuer, text]))
        .digest('base64url'),
  };
}

export function writeCredential(
  secrets: IdentitySecrets,
  { member, sid, generation, branch }: Credential,
): string {
  const body = `${member}.${sid}.${generation}.${branch}`;
  return `${body}.${secrets.mac('credential', body)}`;
}

/** `undefined` for anything that this deployment did not issue. */
export function readCredential(secrets: IdentitySecrets, text: string): Credential | undefined {
  const [member = '', sid = '', generation = '', branch = '', mac = '', ...rest] = text.split('.');
  const body = `${member}.${sid}.${generation}.${branch}`;
  if (rest.length > 0 || !sameText(mac, secrets.mac('credential', body))) return undefined;
  if (!isId('mem', member) || !isId('ses', sid)) return undefined;
  return { member, sid, generation: Number(generation), branch: Number(branch) };
}

/** For secrets with 128 random bits or more. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Takes the same time wherever the two differ. */
export function sameText(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
