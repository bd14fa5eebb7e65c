import { errorReply, forbiddenReply, okReply, unauthorizedReply } from './remotepc-replies';
import type { RemotepcState } from './remotepc-state';
import type { Reply, SandboxRequest } from './reply';
import type { SandboxOperation } from './sandbox-call';
import type { SandboxRoute } from './start-server';

type Fields = Record<string, unknown>;
type Answer = (state: RemotepcState, request: SandboxRequest) => Reply;

const invalidParameters = 'INVALID_PARAMETERS';

/**
 * The four documented calls. `createLink` creates a user's sign-in link.
 * @source https://download.remotepc.com/reseller-api
 */
export function remotepcRoutes(
  state: RemotepcState,
  basePath: string,
  createLink: (username: string) => string,
): SandboxRoute[] {
  const answers: [SandboxOperation, Answer][] = [
    ['list', listUsers],
    ['add', addUser],
    ['invite', inviteUsers],
    ['signin', (_state, request) => signIn(state, request, createLink)],
  ];
  return answers.map(([operation, answer]) => ({
    operation,
    method: 'POST',
    path: `${basePath}/user/${operation}`,
    handle: (request) => admit(state, operation, request) ?? answer(state, request),
  }));
}

/** Key before address before input: an unauthorized caller learns nothing about the input. */
function admit(
  state: RemotepcState,
  operation: SandboxOperation,
  request: SandboxRequest,
): Reply | undefined {
  const [, key] = /^bearer\s+(\S+)$/i.exec(request.headers['authorization'] ?? '') ?? [];
  if (key !== state.apiKey) return unauthorizedReply(operation);
  if (!state.switches.isIpAllowed) return forbiddenReply();
  if (request.isMalformed) return errorReply(400, invalidParameters);
  return undefined;
}

function listUsers(state: RemotepcState): Reply {
  const rows = [...state.users.values()].map((user) => ({
    alloted_computers: user.allotedComputers,
    created_date: user.createdDate,
    isActive: user.isActive,
    utilized_computers: user.utilizedComputers,
    username: user.username,
  }));
  const { emptyList } = state.switches;
  if (rows.length === 0 && emptyList === 'missing') return okReply({}, false);
  if (rows.length === 0 && emptyList === 'null') return okReply({ resellerUsersList: null }, false);
  return okReply({ resellerUsersList: rows }, false);
}

function addUser(state: RemotepcState, { body }: SandboxRequest): Reply {
  if (!isFields(body)) return errorReply(400, invalidParameters);
  const firstName = textOf(body['firstName']);
  const lastName = textOf(body['lastName']);
  const username = textOf(body['invitedUserEmailId']);
  const password = typeof body['password'] === 'string' ? body['password'] : '';
  const seats = seatsOf(body);

  const faults: string[] = [];
  if (!firstName) faults.push('FIRSTNAME_REQUIRED');
  if (!lastName) faults.push('LASTNAME_REQUIRED');
  if (!username) faults.push('EMAILID_REQUIRED');
  else if (!isEmail(username)) faults.push('ENTER_VALID_EMAIL');
  else if (state.findUser(username)) faults.push('EMAIL_EXISTS');
  if (!password) faults.push('PASSWORD_REQUIRED');
  else if (!state.switches.isPasswordAcceptable(password)) faults.push('INVALID_PASSWORD');
  if (seats === undefined) faults.push(invalidParameters);
  if (faults.length > 0) {
    return errorReply(400, ...(state.switches.isFirstErrorOnly ? faults.slice(0, 1) : faults));
  }

  state.addUser({ username, firstName, lastName, password, allotedComputers: seats ?? 0 });
  return okReply('SUCCESS', true);
}

/** One row that isn't an email address causes all to be refused. */
function inviteUsers(state: RemotepcState, { body }: SandboxRequest): Reply {
  if (!Array.isArray(body) || body.length === 0) return errorReply(400, invalidParameters);
  const rows: { username: string; seats: number }[] = [];
  for (const row of body) {
    if (!isFields(row)) return errorReply(400, invalidParameters);
    const username = textOf(row['invitedUserEmailId']);
    const seats = seatsOf(row);
    if (!username) return errorReply(400, 'EMAILID_REQUIRED');
    if (!isEmail(username) || !state.switches.isInvitable(username)) {
      return errorReply(400, 'ENTER_VALID_EMAIL');
    }
    if (seats === undefined) return errorReply(400, invalidParameters);
    rows.push({ username, seats });
  }
  const message = rows.map(({ username, seats }) => ({
    username,
    status: inviteUser(state, username, seats),
  }));
  state.truth?.write({
    kind: 'effect',
    rows: message.map(({ username, status }) => ({ email: username, status })),
  });
  return okReply(
    message,
    message.some(({ status }) => status === 'INVITED'),
  );
}

function inviteUser(state: RemotepcState, username: string, seats: number): string {
  if (state.findUser(username)) return 'EXISTS';
  const earlier = state.invitations.get(username.toLowerCase());
  if (earlier) {
    earlier.timesAsked += 1;
    return 'ALREADY_INVITED';
  }
  state.invitations.set(username.toLowerCase(), {
    username,
    allotedComputers: seats,
    timesAsked: 1,
  });
  return 'INVITED';
}

function signIn(
  state: RemotepcState,
  { body }: SandboxRequest,
  createLink: (username: string) => string,
): Reply {
  if (!isFields(body)) return errorReply(400, invalidParameters);
  if (body['username'] === undefined) return errorReply(400, 'USERNAME_REQUIRED');
  const username = textOf(body['username']);
  if (!username) return errorReply(400, 'EMAILID_REQUIRED');
  if (!isEmail(username)) return errorReply(400, 'INVALID_EMAIL');
  if (typeof body['password'] !== 'string' || body['password'] === '') {
    return errorReply(400, 'PASSWORD_REQUIRED');
  }
  const user = state.findUser(username);
  if (!user) return errorReply(400, 'USERNAME_DOES_NOT_EXIST');
  // Before the password, so that the refusals can be tried with any password.
  if (user.refusal) return errorReply(400, user.refusal);
  if (user.password !== body['password']) {
    const { status, description } = state.switches.wrongPassword;
    return errorReply(status, description);
  }
  return okReply({ rpc_redirect_link: createLink(user.username) }, true);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function isEmail(value: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);
}

/** Default 0; `undefined` for anything except a whole number from 0 up. */
function seatsOf(fields: Fields): number | undefined {
  const value = fields['allotedComputers'] ?? 0;
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}
