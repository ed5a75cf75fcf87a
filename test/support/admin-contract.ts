import * as z from 'zod';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [member: string]: Json;
}

/** An OpenAPI document, as far as it says what is answered. */
export interface AdminDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: JsonObject }>> }>
  >;
}

/** Which operations were called, in all of this process. */
export const operationsCalled = new Set<string>();

/** Holds answers to what the document that the service publishes says of them: no more and no less. */
export function createAdminContract(document: AdminDocument) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ method: method.toUpperCase(), operation },
      pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    })),
  );
  const read = new Map<Json, z.ZodType>();

  function readerOf(schema: JsonObject): z.ZodType {
    const known = read.get(schema);
    if (known !== undefined) return known;
    const reader = z.fromJSONSchema(closed(schema, document.components.schemas) as never);
    read.set(schema, reader);
    return reader;
  }

  return {
    async check(method: string, url: string, response: Response): Promise<void> {
      const { pathname } = new URL(url);
      const found = operations.find((one) => one.method === method && one.pattern.test(pathname));
      const isProblem = response.headers.get('content-type') === 'application/problem+json';
      if (found === undefined) {
        if (response.status !== 404 || !isProblem)
          throw new Error(`${method} ${pathname} is in no document.`);
        return;
      }
      const { operation } = found;
      operationsCalled.add(operation.operationId);
      const { status } = response;
      const described = operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`];
      const type = response.headers.get('content-type')?.replace(/;.*/, '') ?? '';
      const schema = described?.content[type]?.schema;
      if (schema === undefined)
        throw new Error(
          `${operation.operationId} answers ${status} ${type}, which its document does not say.`,
        );
      const body = await response.clone().text();
      const result = readerOf(schema).safeParse(type.endsWith('json') ? JSON.parse(body) : body);
      if (!result.success)
        throw new Error(
          `${operation.operationId} answers ${body}, which is not as described: ${z.prettifyError(result.error)}`,
        );
    },
  };
}

/** The schema with what it refers to put in, and with no room for members that it does not name; problems have some. */
function closed(schema: Json, named: AdminDocument['components']['schemas']): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => closed(one, named));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...own } = schema as JsonObject;
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/components/schemas/', '');
    const target = named[name];
    if (target === undefined) throw new Error(`${$ref} is not in the document.`);
    return name === 'Problem' ? target : closed(target, named);
  }
  const members = Object.entries(own).map(([member, value]) => [member, closed(value, named)]);
  const isClosed = 'properties' in own && own.additionalProperties === undefined;
  return Object.fromEntries([...members, ...(isClosed ? [['additionalProperties', false]] : [])]) as Json;
}
