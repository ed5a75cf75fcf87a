import type { Context } from 'hono';
import { readCredential } from '../../shared/identity/credential.ts';
import type { HttpEnv } from '../http/env.ts';
import type { Problem } from '../http/problem.ts';
import type { Cookies } from './cookies.ts';
import type { AccessDeps } from './deps.ts';
import { refusal } from './refusals.ts';

/** A reader who comes back within this finds out why they are signed out. */
const TOLD_SECONDS = 30 * 86_400;

/** How many devices the plan allows for which the session of a credential had to go. */
export async function devicesAllowed(deps: AccessDeps, presented: string | undefined): Promise<number> {
  const credential = readCredential(deps.secrets, presented ?? '');
  const session = credential && (await deps.sessions.get(credential.member, credential.sid));
  return session?.ended?.allowed ?? 1;
}

/** The refusal of a session that went for another device, with the number that its plan allows. */
export function evicted(devices: number): Problem {
  return { ...refusal('session_evicted'), detail: evictionWords(devices), more: { devices } };
}

export function evictionWords(devices: number): string {
  const allowed = devices === 1 ? 'one device' : `${devices} devices`;
  return `You were signed out here, because you signed in on another device. Your plan allows ${allowed} at once.`;
}

/** Leaves with the browser what its reader is to be told where they sign in again. */
export function rememberEviction(c: Context<HttpEnv>, cookies: Cookies, devices: number): void {
  cookies.set(c, 'evicted', String(devices), TOLD_SECONDS);
}

/** What it was left to tell its reader, if anything. */
export function rememberedEviction(c: Context<HttpEnv>, cookies: Cookies): string | undefined {
  const devices = Number(cookies.get(c, 'evicted') ?? 'none');
  return Number.isSafeInteger(devices) && devices > 0 ? evictionWords(devices) : undefined;
}
