import { expect } from 'vitest';

/** A refusal as a caller reads it (RFC 9457). */
export interface ReadProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string;
  readonly [more: string]: unknown;
}

/** Reads a refusal, and holds it to the form that every one of ours has. */
export async function problemOf(response: Response): Promise<ReadProblem> {
  const text = await response.text();
  expect(response.headers.get('content-type'), text).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const problem = JSON.parse(text) as ReadProblem;
  expect(problem).toMatchObject({
    type: 'about:blank',
    title: expect.stringMatching(/^[A-Z]/) as string,
    status: response.status,
    code: expect.stringMatching(/^[a-z_]+$/) as string,
    detail: expect.stringMatching(/\S/) as string,
    request_id: response.headers.get('x-request-id'),
  });
  return problem;
}

/** Status and code, which is what most tests decide by. */
export async function refusalOf(response: Response): Promise<string> {
  const { status, code } = await problemOf(response);
  return `${status} ${code}`;
}

/** The refusal that one of our pages shows a person. */
export async function pageRefusalOf(response: Response): Promise<string> {
  const [, code = 'none'] = /data-code="([a-z_]+)"/.exec(await response.text()) ?? [];
  return `${response.status} ${code}`;
}
