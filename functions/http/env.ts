import type { HonoRequest } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What every request of ours carries with it. */
export interface HttpEnv {
  Variables: { requestId: string };
}

/** The part of any of our apps' contexts that reading a body and refusing it take. */
export interface HttpContext {
  readonly req: Pick<HonoRequest, 'header' | 'text'>;
  get(key: 'requestId'): string;
  body(data: string, status: ContentfulStatusCode, headers: Record<string, string>): Response;
}
