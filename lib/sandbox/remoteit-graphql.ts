import {
  GraphqlSyntaxError,
  parseGraphql,
  type GraphqlField,
  type GraphqlQuery,
} from './graphql-query';
import { closeProxy, openProxy, REFUSALS } from './remoteit-connect';
import { groupByDevice, toGraphqlDevice } from './remoteit-graphql-devices';
import { isSigned } from './remoteit-signature';
import type { RemoteitState } from './remoteit-state';
import { emptyReply, htmlReply, type Reply, type SandboxRequest } from './reply';
import type { SandboxOperation } from './sandbox-call';

const MAX_PAGE = 1_000;

/** A well-formed request that can't be answered; with 200, as GraphQL does. */
class GraphqlRefusal extends Error {
  override name = 'GraphqlRefusal' as const;
}

/** `POST /graphql/v1`, each request signed with the access key. */
export function answerGraphql(state: RemoteitState, request: SandboxRequest, now: Date): Reply {
  const { maxSkewSeconds, unauthorizedStatus } = state.switches;
  const isAccepted = state.accessKeys.some((key) =>
    isSigned(request, { key, now, maxSkewSeconds }),
  );
  if (!isAccepted) return unauthorized(unauthorizedStatus, now);
  try {
    const query = readQuery(request);
    const { data, effect } = resolve(state, query, request, now);
    return jsonReply({ data }, effect);
  } catch (error) {
    if (error instanceof GraphqlSyntaxError)
      return jsonReply({ errors: [{ message: error.message }] });
    if (!(error instanceof GraphqlRefusal)) throw error;
    const [field] = readQuery(request).fields;
    const data = { [field?.name ?? 'login']: null };
    return jsonReply({ data, errors: [{ message: error.message, path: Object.keys(data) }] });
  }
}

/** Which of the desk's calls a request is, for faults and records; the same names as for v27. */
export function graphqlOperation({ text }: SandboxRequest): SandboxOperation {
  if (/\b(create|update|delete)AccessKey\b/.test(text)) return 'key';
  if (/\bdisconnect\s*\(/.test(text)) return 'stop';
  return /\bconnect\s*\(/.test(text) ? 'connect' : 'list';
}

/** The body for a status that a fault requests. */
export function graphqlDocumented(status: number): Reply {
  if (status === 401 || status === 403) return unauthorized(status, new Date());
  if (status === 400) return { ...jsonReply({ errors: [{ message: 'Bad Request' }] }), status };
  if (status >= 500)
    return htmlReply(status, '<html><body><h1>Internal Server Error</h1></body></html>\n');
  return emptyReply(status);
}

/** One word of plain text, not JSON. */
function unauthorized(status: number, now: Date): Reply {
  const headers = { 'content-type': 'text/plain', date: now.toUTCString() };
  return { status, headers, body: 'Unauthorized', effect: false };
}

function jsonReply(json: unknown, effect = false): Reply {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: JSON.stringify(json), effect };
}

function readQuery({ body }: SandboxRequest): GraphqlQuery {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: unknown };
  if (typeof query !== 'string') throw new GraphqlSyntaxError('Must provide query string.');
  return parseGraphql(query, (variables ?? {}) as Record<string, unknown>);
}

type Resolved = { data: Record<string, unknown>; effect: boolean };

function resolve(
  state: RemoteitState,
  query: GraphqlQuery,
  request: SandboxRequest,
  now: Date,
): Resolved {
  const [field] = query.fields;
  if (field?.name === 'login' && query.kind === 'query') {
    return { data: { login: pick(login(state, field), field.fields) }, effect: false };
  }
  if (field?.name === 'connect' && query.kind === 'mutation') {
    const { serviceId, hostIP } = field.args;
    const hostIp = typeof hostIP === 'string' ? hostIP : request.ip;
    const opened = openProxy(state, String(serviceId), hostIp, now);
    if (typeof opened === 'string') throw new GraphqlRefusal(refusals[opened]);
    const { id, host, port } = opened;
    const connect = {
      id,
      created: now.toISOString(),
      host,
      port,
      reverseProxy: port === null,
      timeout: 28_800,
    };
    return { data: { connect: pick(connect, field.fields) }, effect: true };
  }
  if (field?.name === 'disconnect' && query.kind === 'mutation') {
    const isEnded = closeProxy(state, String(field.args['connectionId']));
    if (!isEnded && state.switches.unknownConnection === 'error') {
      throw new GraphqlRefusal('Connection not found');
    }
    return { data: { disconnect: isEnded }, effect: isEnded };
  }
  if (field && query.kind === 'mutation') {
    const data = changeAccessKey(state, field);
    if (data) return { data, effect: true };
  }
  throw new GraphqlSyntaxError(`Cannot query field "${field?.name}" on type "Query".`);
}

function changeAccessKey(
  state: RemoteitState,
  { name, args, fields }: GraphqlField,
): Record<string, unknown> | null {
  if (name === 'createAccessKey') {
    const created = state.createAccessKey();
    if (!created) throw new GraphqlRefusal('Maximum number of access keys reached');
    const { accessKeyId: key, secretAccessKey: secret } = created;
    return { createAccessKey: pick({ key, secret }, fields) };
  }
  if (name !== 'updateAccessKey' && name !== 'deleteAccessKey') return null;
  const changed = state.accessKeys.find(({ accessKeyId }) => accessKeyId === args['key']);
  if (!changed) throw new GraphqlRefusal('Access key not found');
  if (name === 'deleteAccessKey') {
    state.accessKeys = state.accessKeys.filter((key) => key !== changed);
    return { deleteAccessKey: true };
  }
  changed.isEnabled = args['enabled'] === true;
  const { accessKeyId: key, isEnabled: enabled } = changed;
  return { updateAccessKey: pick({ key, enabled }, fields) };
}

const refusals: Record<(typeof REFUSALS)[number], string> = {
  unknown: 'Service not found',
  foreign: 'You do not have permission to connect to this service',
  offline: 'The device is not online',
};

function login(state: RemoteitState, field: GraphqlField): Record<string, unknown> {
  const devices = field.fields.find(({ name }) => name === 'devices');
  return {
    id: '5A4DBC0C-0F5E-4E11-8C2B-53414E44424F',
    email: state.username,
    ...(devices && { devices: page(state, devices.args) }),
  };
}

/**
 * `from` is an offset from 0. A size beyond the maximum is reduced to it, or refused with a switch.
 */
function page(state: RemoteitState, args: Record<string, unknown>): Record<string, unknown> {
  const from = Math.max(0, Number(args['from'] ?? 0));
  const asked = Number(args['size'] ?? 50);
  if (asked > MAX_PAGE && state.switches.isLargePageRefused) {
    throw new GraphqlRefusal(`size must be ${MAX_PAGE} or less`);
  }
  const groups = groupByDevice(state.listed());
  if (args['sort'] === 'created') {
    groups.sort((one, other) => Number(one[0]?.createdAt ?? 0) - Number(other[0]?.createdAt ?? 0));
  }
  const items = groups.slice(from, from + Math.min(asked, MAX_PAGE)).map(toGraphqlDevice);
  return { total: groups.length, hasMore: from + items.length < groups.length, items };
}

/** Only the requested fields; an unknown name is the query's error. */
function pick(value: unknown, fields: readonly GraphqlField[]): unknown {
  if (fields.length === 0 || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, fields));
  const source = value as Record<string, unknown>;
  return Object.fromEntries(
    fields.map(({ name, fields: inner }) => {
      if (!(name in source)) throw new GraphqlSyntaxError(`Cannot query field "${name}".`);
      return [name, pick(source[name], inner)];
    }),
  );
}
