import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { areas, routesOf } from '@/lib/server/openapi/areas';
import { apiDocument } from '@/lib/server/openapi/document';
import { listTextInputSchema } from '@/lib/contract/invitations';
import { isTokenPermission } from '@/lib/shared/permissions';
import { accessMatrix, forAllTokens, isPermission } from '@/tests/support/access-matrix';

const routes = areas.flatMap(routesOf);
const NEXT_AUTH = '/api/auth/[...nextauth]';

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(apiDocument()));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has every method of every route, with the permission that its handler asks for', () => {
    const declared = Object.entries(accessMatrix).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, access]) => {
        const isShown = isPermission(access) || access === 'api-token';
        return `${method} ${path} ${isShown ? access : 'no session'}`;
      }),
    );
    const described = routes.map(({ path, method, operation }) => {
      const route = path.startsWith('/api/auth/') ? NEXT_AUTH : path;
      const other = operation.tokens === 'only' ? 'api-token' : 'no session';
      return `${method} ${route} ${operation.permission ?? other}`;
    });
    const unknown = ([, path]: string[]) => path === '/api/[...unknown]';
    expect([...new Set(described)].sort()).toEqual(
      declared.filter((line) => !unknown(line.split(' '))).sort(),
    );
  });

  it('says of each operation whether a token can call it', () => {
    const wrong = routes.filter(({ path, method, operation: { permission } }) => {
      const line = `${method} ${path}`;
      const isOpen =
        forAllTokens.includes(line) || (permission !== null && isTokenPermission(permission));
      const at = path.replaceAll(/\[(\w+)\]/g, '{$1}');
      const security = apiDocument().paths[at]?.[method.toLowerCase()]?.security ?? [];
      return isOpen !== security.some((one) => 'token' in one);
    });
    expect(wrong).toEqual([]);
  });

  it('gives each operation a name of its own, and each parameter a meaning', () => {
    const operations = Object.values(apiDocument().paths).flatMap((path) => Object.values(path));
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => !/^[a-z][A-Za-z0-9]+$/.test(name))).toEqual([]);
    const silent = operations.flatMap(({ summary, parameters }) =>
      parameters.flatMap(({ name, description }) => (description ? [] : `${summary}: ${name}`)),
    );
    expect(silent).toEqual([]);
  });

  it('has examples that the handlers’ own schemas accept, for every body that a token can send', () => {
    const wrong = routes.flatMap(({ operation: { summary, body, example, permission } }) => {
      if (body === undefined) return [];
      const kinds = body instanceof z.ZodType ? { json: body } : body;
      const schema = kinds.list ? listTextInputSchema(kinds.list) : kinds.json;
      if (example === undefined) {
        const isNeeded = !kinds.isOptional && permission !== null && isTokenPermission(permission);
        return isNeeded ? [`${summary}: no example`] : [];
      }
      const fault = schema?.safeParse(example).error?.message;
      return fault === undefined ? [] : [`${summary}: ${fault}`];
    });
    expect(wrong).toEqual([]);
  });

  it('shows what helpers hide from the schemas’ own description', () => {
    const { paths } = apiDocument();
    const json = (path: string, method: string) =>
      paths[path]?.[method]?.requestBody?.content['application/json']?.schema;
    expect(json('/api/batches', 'post')).toMatchObject({
      properties: {
        rows: {
          type: 'array',
          minItems: 1,
          maxItems: 50_000,
          items: {
            type: 'object',
            properties: {
              email: { type: 'string', format: 'email' },
              seats: { type: 'integer', minimum: 0 },
            },
            required: ['email'],
            additionalProperties: false,
          },
        },
      },
      required: ['rows'],
    });
    expect(json('/api/accounts', 'post')).toMatchObject({
      oneOf: [{}, { properties: { secret: { anyOf: [{ type: 'object' }, { type: 'object' }] } } }],
    });
    expect(JSON.stringify(apiDocument())).not.toContain('$defs');
  });
});
