import 'server-only';
import { z } from 'zod';
import { problemSchema } from '@/lib/contract/answers/problem';
import { listTextInputSchema } from '@/lib/contract/invitations';
import type { ErrorCode } from '@/lib/server/errors';
import { problems } from '@/lib/server/http/problem';
import { areas, routesOf, type Route } from './areas';
import { fileTypes, type Answer, type Body } from './operation';
import { parameterWords } from './parameter-words';
import { isForTokens, problemsOf } from './problems';
import { schemaWriter, type Json } from './schemas';

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string | undefined;
  schema: Json;
};
export type Content = Record<string, { schema: Json; example?: unknown }>;
export type ResponseObject = { description: string; headers?: Json; content?: Content };
export type OperationObject = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  /** What the caller's role has to allow; null: nothing. */
  'x-permission': string | null;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, ResponseObject | { $ref: string }>;
};
export type ApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: {
    schemas: Record<string, Json>;
    responses: Record<string, ResponseObject>;
    securitySchemes: Json;
  };
};

type Write = ReturnType<typeof schemaWriter>['write'];
/** Errors that several operations have in common are written once. */
type Shared = Record<string, ResponseObject>;

let built: ApiDocument | undefined;

/** Describes every route. Built once per process: it only depends on the code. */
export function apiDocument(): ApiDocument {
  built ??= build();
  return built;
}

function build(): ApiDocument {
  const { components, write } = schemaWriter();
  write(z.object({ problem: problemSchema }), 'output');
  const responses: Shared = {};
  const paths: ApiDocument['paths'] = {};
  for (const route of areas.flatMap(routesOf)) {
    const path = route.path.replaceAll(/\[(\w+)\]/g, '{$1}');
    const method = route.method.toLowerCase();
    paths[path] = { ...paths[path], [method]: describe(route, write, responses) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reseller Desk API',
      version: '1',
      description:
        'Everything that the pages do. Answers may get more properties; those described here stay.',
    },
    servers: [{ url: '/' }],
    tags: areas.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
      responses,
      securitySchemes,
    },
  };
}

const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token, `rd_…`, created under Profile → API tokens.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-reseller-desk.session',
    description:
      'The session of a person who signed in; without TLS, `reseller-desk.session`. Calls that change something need an `Origin` that matches the public URL.',
  },
};

function describe(route: Route, write: Write, shared: Shared): OperationObject {
  const { operation } = route;
  const { summary, permission, body } = operation;
  const session = permission === null ? [] : [{ session: [] }];
  return {
    operationId: operationIdOf(summary),
    summary,
    description: [operation.description, accessWords(route)].filter(Boolean).join('\n\n'),
    tags: [route.area],
    security: isForTokens(operation) ? [{ token: [] }, ...session] : session,
    'x-permission': permission,
    parameters: parametersOf(route, write),
    ...(body && { requestBody: bodyOf(body, operation.example, write) }),
    responses: { ...answersOf(route, write), ...failuresOf(route, shared) },
  };
}

/** "Add a user" → `addUser`. */
function operationIdOf(summary: string): string {
  const words = summary
    .replaceAll(/[’'\W]+/g, ' ')
    .split(' ')
    .filter((word) => !['', 'a', 'an', 'the', 's', 'your'].includes(word.toLowerCase()));
  return words
    .map((word, at) => (at === 0 ? word.toLowerCase() : word[0]?.toUpperCase() + word.slice(1)))
    .join('');
}

function accessWords({ operation }: Route): string {
  const { permission, tokens } = operation;
  if (tokens === 'only') return 'Only with an API token, which decides what it may do.';
  if (permission === null) return 'Needs no session.';
  if (tokens === 'all') return 'For anyone who is signed in, and any API token.';
  const who = isForTokens(operation) ? '' : ' Not with an API token.';
  if (permission === 'profile.write') return `For anyone who is signed in.${who}`;
  return `Needs the permission \`${permission}\`.${who}`;
}

function parametersOf({ path, operation }: Route, write: Write): Parameter[] {
  const names = [...path.matchAll(/\[(\w+)\]/g)].flatMap(([, name]) => name ?? []);
  return [
    ...names.map((name) => ({
      name,
      in: 'path' as const,
      required: true,
      description: parameterWords[name],
      schema: { type: 'string' },
    })),
    ...(operation.query ? queryParameters(write(operation.query, 'input')) : []),
    ...(operation.isIdempotent
      ? [headerOf('Idempotency-Key', { minLength: 1, maxLength: 255 })]
      : []),
    ...(304 in operation.answers ? [headerOf('If-None-Match')] : []),
  ];
}

function queryParameters({ properties, required }: Json): Parameter[] {
  const needed = (required ?? []) as string[];
  return Object.entries(properties as Record<string, Json>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: needed.includes(name),
    description: parameterWords[name],
    schema,
  }));
}

function headerOf(name: string, bounds: Json = {}): Parameter {
  const schema = { type: 'string', ...bounds };
  return { name, in: 'header', required: false, description: parameterWords[name], schema };
}

function bodyOf(body: z.ZodType | Body, example: unknown, write: Write) {
  const kinds: Body = body instanceof z.ZodType ? { json: body } : body;
  const { json, form, list, csv, report, isOptional = false } = kinds;
  const jsonBody = list ? listTextInputSchema(list) : json;
  const content: Content = {
    ...(jsonBody && {
      'application/json': {
        schema: write(jsonBody, 'input'),
        ...(example !== undefined && { example }),
      },
    }),
    ...(form && { 'application/x-www-form-urlencoded': { schema: write(form, 'input') } }),
    ...(list && { 'multipart/form-data': { schema: uploadSchema } }),
    ...(csv && { [fileTypes.csv]: { schema: { type: 'string' } } }),
    ...(report && { 'application/csp-report': { schema: write(report, 'input') } }),
  };
  return { required: !isOptional, content };
}

const uploadSchema = {
  type: 'object',
  properties: {
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
    reading: { type: 'string', description: 'JSON, as `reading` in the JSON body.' },
  },
  required: ['file'],
};

function answersOf(route: Route, write: Write): Record<string, ResponseObject> {
  const answers = Object.entries(route.operation.answers).map(([status, answer = null]) => {
    const headers = headersOf(status, route);
    const content = answer ? contentOf(answer, write) : undefined;
    const description = statusWords[status] ?? 'OK';
    return [status, { description, ...(headers && { headers }), ...(content && { content }) }];
  });
  return Object.fromEntries(answers) as Record<string, ResponseObject>;
}

/** As references; of a status that is also an answer, nothing: it says so itself. */
function failuresOf(route: Route, shared: Shared): OperationObject['responses'] {
  const failures = problemsOf(route).filter(([status]) => !(status in route.operation.answers));
  return Object.fromEntries(
    failures.map(([status, codes]) => {
      const name = [status, ...codes].join('.');
      shared[name] ??= {
        description: codes.map((code) => `\`${code}\`: ${problems[code][1]}`).join('\n'),
        ...([429, 503].includes(status) && { headers: { 'Retry-After': secondsHeader } }),
        content: { 'application/problem+json': { schema: problemOf(codes) } },
      };
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

const statusWords: Record<string, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted: it goes on, or waits for a second person',
  204: 'Done, or nothing to return',
  302: 'Redirects to the next page',
  303: 'Redirects to RemotePC’s one-time link',
  304: 'Not changed since the `ETag` that was sent',
  401: 'Refused',
  503: 'The server can’t work',
};

const textHeader = { schema: { type: 'string' } };
const secondsHeader = {
  description: 'In how many seconds to try again.',
  schema: { type: 'integer' },
};

function headersOf(status: string, { operation }: Route): Json | undefined {
  if (status === '302' || status === '303') return { Location: textHeader };
  if (status === '304' || (status === '200' && 304 in operation.answers))
    return { ETag: textHeader };
  return undefined;
}

function contentOf(answer: NonNullable<Answer>, write: Write): Content {
  const { json, files } = answer instanceof z.ZodType ? { json: answer, files: [] } : answer;
  const ofFiles = files.map((type) => [fileTypes[type], { schema: { type: 'string' } }] as const);
  return {
    ...(json && { 'application/json': { schema: write(json, 'output') } }),
    ...Object.fromEntries(ofFiles),
  };
}

function problemOf(codes: readonly ErrorCode[]): Json {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { allOf: [schema, { properties: { code: { enum: codes } } }] };
}
