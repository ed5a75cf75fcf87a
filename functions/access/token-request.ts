import type { Context } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../http/env.ts';
import { invalidBody, readJson } from '../http/json.ts';
import { problem } from '../http/problem.ts';
import type { Problem } from '../http/problem.ts';
import { isBrowser } from './callers.ts';
import { refusal } from './refusals.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const GRANT_TYPES = { refresh: 'refresh_token', exchange: TOKEN_EXCHANGE } as const;

const refreshing = z.object({
  grant_type: z.literal('refresh_token').optional(),
  /** Only for callers that are no browser; a browser's is in its cookie. */
  refresh_token: z.string().max(1_000).optional(),
});

/** RFC 8693, section 2.1, and the handle that came with the nonce. Other parameters say nothing to us. */
const exchanging = z.object({
  grant_type: z.literal(TOKEN_EXCHANGE),
  subject_token: z.string().min(1),
  subject_token_type: z.literal(ID_TOKEN),
  requested_token_type: z.literal(ACCESS_TOKEN).optional(),
  /** Nobody acts for somebody else here. */
  actor_token: z.undefined().optional(),
  /** Only for callers that are no browser; a browser's is in its cookie. */
  handle: z.string().max(200).optional(),
});

export type ExchangeRequest = z.output<typeof exchanging>;

type TokenRequest = z.output<typeof refreshing> | ExchangeRequest;
type Read =
  { readonly ok: true; readonly value: TokenRequest } | { readonly ok: false; readonly problem: Problem };

/** What is asked of the token endpoint: as JSON, or as a form, as OAuth has it, by callers that are no browser. */
export async function readTokenRequest(c: Context<HttpEnv>): Promise<Read> {
  const read = isForm(c) ? await readForm(c) : await readJson(c, z.looseObject({}));
  if (!read.ok) return read;
  const { grant_type } = read.value;
  if (grant_type !== undefined && grant_type !== GRANT_TYPES.refresh && grant_type !== TOKEN_EXCHANGE) {
    return { ok: false, problem: refusal('grant_type_unsupported') };
  }
  const parsed = (grant_type === TOKEN_EXCHANGE ? exchanging : refreshing).safeParse(read.value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: invalidBody(parsed.error) };
}

/** An OAuth client's refusal has `error` (RFC 6749, section 5.2) beside the members that every refusal of ours has. */
export function tokenProblem(c: Context<HttpEnv>, refused: Problem): Response {
  if (isBrowser(c)) return problem(c, refused);
  const error = oauthError(refused);
  const more = { ...refused.more, ...(error !== undefined && { error, error_description: refused.detail }) };
  const answer = problem(c, { ...refused, more });
  if (isForm(c)) answer.headers.set('content-type', 'application/json');
  return answer;
}

/** A refused ID token is `invalid_request` (RFC 8693, section 2.2.2). There is no `error` for what is our fault. */
function oauthError({ status, code }: Problem): string | undefined {
  if (status >= 500) return undefined;
  if (code === 'grant_type_unsupported') return 'unsupported_grant_type';
  return code.startsWith('session_') ? 'invalid_grant' : 'invalid_request';
}

function isForm(c: Context<HttpEnv>): boolean {
  const type = c.req.header('content-type') ?? '';
  return !isBrowser(c) && /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type);
}

/** A parameter without a value counts as left out, and none comes twice (RFC 6749, section 3.2). */
async function readForm(
  c: Context<HttpEnv>,
): Promise<{ ok: true; value: Record<string, unknown> } | { ok: false; problem: Problem }> {
  const parameters = [...new URLSearchParams(await c.req.text())].filter(([, value]) => value !== '');
  const value = Object.fromEntries(parameters);
  if (Object.keys(value).length === parameters.length) return { ok: true, value };
  const detail = 'A parameter comes twice.';
  return { ok: false, problem: { status: 400, code: 'body_invalid', detail } };
}
