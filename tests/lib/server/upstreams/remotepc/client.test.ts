import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';

let upstream: RawUpstream;
let client: RemotepcClient;

beforeAll(async () => {
  upstream = await startRawUpstream(() => undefined);
});
afterAll(() => upstream.close());
beforeEach(() => {
  upstream.requests.length = 0;
  client = new RemotepcClient({
    accountId: 'rpc_1',
    baseUrl: `${upstream.origin}/rpc-api/reseller/private/`,
    apiKey: 'the-key',
    timeoutMs: 5_000,
    breaker: new CircuitBreaker(),
    clock: { now: () => performance.now(), sleep: () => Promise.resolve(), random: () => 0 },
  });
});

function answerWith(status: number, body: string): void {
  upstream.answerWith((socket) => socket.write(httpMessage(status, body)));
}

const ada = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  password: 'Analytical-Engine-1843',
  seats: 2,
  notifyUser: true,
};

const add = () => client.addUser(ada);
const invite = () =>
  client.inviteUsers([
    { email: 'ada@example.com', seats: 10 },
    { email: 'grace@example.com', seats: 0 },
  ]);
const signIn = () =>
  client.createAutoLoginLink({ username: 'ada@example.com', password: 'Analytical-Engine-1843' });
const list = () => client.listUsers();

describe('what RemotePC is sent', () => {
  it.each([
    [
      'adding a user',
      add,
      '{"status":"OK","code":200,"message":"SUCCESS"}',
      '/rpc-api/reseller/private/user/add',
      '{"firstName":"Ada","lastName":"Lovelace","invitedUserEmailId":"ada@example.com","password":"Analytical-Engine-1843","allotedComputers":2,"sendEmailToUser":true}',
    ],
    [
      'inviting users',
      invite,
      '{"status":"OK","code":200,"message":[]}',
      '/rpc-api/reseller/private/user/invite',
      '[{"invitedUserEmailId":"ada@example.com","allotedComputers":10},{"invitedUserEmailId":"grace@example.com","allotedComputers":0}]',
    ],
    [
      'signing in',
      signIn,
      '{"status":"OK","code":200,"message":{"rpc_redirect_link":"https://login.remotepc.com/x"}}',
      '/rpc-api/reseller/private/user/signin',
      '{"username":"ada@example.com","password":"Analytical-Engine-1843"}',
    ],
    [
      'listing users',
      list,
      '{"status":"OK","code":200,"message":{"resellerUsersList":[]}}',
      '/rpc-api/reseller/private/user/list',
      '{}',
    ],
  ])('on %s', async (_name, run, answer, path, body) => {
    answerWith(200, answer);
    await run();
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]).toMatchObject({
      method: 'POST',
      path,
      body,
      headers: { authorization: 'Bearer the-key', 'content-type': 'application/json' },
    });
  });
});

describe('the documented successes', () => {
  it('of adding a user', async () => {
    answerWith(200, '{"status":"OK","code":200,"message":"SUCCESS"}');
    expect(await add()).toBeUndefined();
  });

  it('of inviting users, row by row', async () => {
    answerWith(
      200,
      '{"status":"OK","code":200,"message":[{"username":"grace@example.com","status":"EXISTS"},{"username":"ada@example.com","status":"ALREADY_INVITED"}]}',
    );
    expect(await invite()).toEqual([
      { email: 'ada@example.com', status: 'already_invited', word: 'ALREADY_INVITED' },
      { email: 'grace@example.com', status: 'exists', word: 'EXISTS' },
    ]);
  });

  it('of signing in', async () => {
    answerWith(
      200,
      '{"status":"OK","code":200,"message":{"rpc_redirect_link":"https:\\/\\/login.remotepc.com\\/rpcnew\\/process\\/autologin\\/eyJhbGciOiJIUzUxMiJ9"}}',
    );
    expect(await signIn()).toBe(
      'https://login.remotepc.com/rpcnew/process/autologin/eyJhbGciOiJIUzUxMiJ9',
    );
  });

  it('of listing users', async () => {
    answerWith(
      200,
      '{"status":"OK","code":200,"message":{"resellerUsersList":[{"alloted_computers":1,"created_date":"01-13-2023","isActive":true,"utilized_computers":0,"username":"Ada@Example.com"},{"alloted_computers":425,"created_date":"01-25-2023","isActive":false,"utilized_computers":430,"username":"grace@example.com"}]}}',
    );
    expect(await list()).toEqual([
      {
        username: 'ada@example.com',
        seats: 1,
        seatsUsed: 0,
        isActive: true,
        createdOn: '2023-01-13',
        listedAs: 'Ada@Example.com',
      },
      {
        username: 'grace@example.com',
        seats: 425,
        seatsUsed: 430,
        isActive: false,
        createdOn: '2023-01-25',
      },
    ]);
  });

  it.each([
    ['an empty list', '{"resellerUsersList":[]}'],
    ['a list that is null', '{"resellerUsersList":null}'],
    ['no key at all', '{}'],
  ])('of listing no users, as %s', async (_name, message) => {
    answerWith(200, `{"status":"OK","code":200,"message":${message}}`);
    expect(await list()).toEqual([]);
  });
});

const addWords = [
  'EMAIL_EXISTS',
  'FIRSTNAME_REQUIRED',
  'LASTNAME_REQUIRED',
  'EMAILID_REQUIRED',
  'ENTER_VALID_EMAIL',
  'PASSWORD_REQUIRED',
  'INVALID_PASSWORD',
];
const signInWords = [
  'USERNAME_DOES_NOT_EXIST',
  'ACTION_PARENT_ACCOUNT_SUSPENDED',
  'IP_ADDRESS_BLOCKED',
  'CANCELLED_ACCOUNT',
  'EMAILID_REQUIRED',
  'INVALID_EMAIL',
  'PASSWORD_REQUIRED',
  'USERNAME_REQUIRED',
];

describe('the documented failures', () => {
  it.each([
    ...addWords.map((word) => ['adding a user', add, word] as const),
    ...signInWords.map((word) => ['signing in', signIn, word] as const),
  ])('of %s: 400 %#, including its code', async (_name, run, word) => {
    answerWith(
      400,
      `{"status":"BAD_REQUEST","code":400,"errorsCount":1,"errors":[{"description":"${word}"}]}`,
    );
    await expect(run()).rejects.toMatchObject({
      type: 'rejected',
      outcome: 'refused',
      status: 400,
      code: word,
      codes: [word],
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['adding a user', add, 'NOT_AUTHORIZED'],
    ['inviting users', invite, 'NOT_AUTHORIZED'],
    ['signing in', signIn, 'NOT_AUTHORIZED'],
    ['listing users', list, 'UNAUTHORIZED_ACCESS'],
  ])('of %s: 401', async (_name, run, word) => {
    answerWith(
      401,
      `{"status":"UNAUTHORIZED","code":401,"errorsCount":1,"errors":[{"description":"${word}"}]}`,
    );
    await expect(run()).rejects.toMatchObject({
      type: 'unauthorized',
      outcome: 'refused',
      status: 401,
      code: word,
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['adding a user', add],
    ['inviting users', invite],
    ['signing in', signIn],
    ['listing users', list],
  ])('of %s: 403, its trailing space trimmed', async (_name, run) => {
    answerWith(
      403,
      '{"status":"Forbidden","code":403,"errorsCount":1,"errors":[{"description":"Forbidden "}]}',
    );
    await expect(run()).rejects.toMatchObject({
      type: 'forbidden',
      outcome: 'refused',
      code: 'Forbidden',
    });
  });

  it.each([
    ['adding a user', add, 1],
    ['inviting users', invite, 1],
    ['signing in', signIn, 1],
    ['listing users', list, 3],
  ])('of %s: 500', async (_name, run, requests) => {
    answerWith(
      500,
      '{"status":"INTERNAL_SERVER_ERROR","code":500,"errorsCount":1,"errors":[{"description":"INTERNAL_SERVER_ERROR"}]}',
    );
    await expect(run()).rejects.toMatchObject({
      type: 'unavailable',
      outcome: 'maybe_sent',
      code: 'INTERNAL_SERVER_ERROR',
    });
    expect(upstream.requests).toHaveLength(requests);
  });

  it('of adding a user with several faults: all of them, the first as the code', async () => {
    answerWith(
      400,
      '{"status":"BAD_REQUEST","code":400,"errorsCount":2,"errors":[{"description":" firstname_required"},{"description":"INVALID_PASSWORD"}]}',
    );
    await expect(add()).rejects.toMatchObject({
      code: 'FIRSTNAME_REQUIRED',
      codes: ['FIRSTNAME_REQUIRED', 'INVALID_PASSWORD'],
    });
  });

  it('of inviting users: a 400 without a code uses its status word', async () => {
    answerWith(400, '{"status":"BAD_REQUEST","code":400}');
    await expect(invite()).rejects.toMatchObject({ type: 'rejected', code: 'BAD_REQUEST' });
  });
});

describe('undocumented answers', () => {
  it('treat a success with another code as an unknown outcome, and report the code', async () => {
    answerWith(200, '{"status":"OK","code":200,"message":"FAILED"}');
    await expect(add()).rejects.toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
      code: 'FAILED',
    });
  });

  it('never repeat a link in an error', async () => {
    answerWith(200, '{"status":"OK","code":200,"message":"https://login.remotepc.com/secret"}');
    const error: unknown = await signIn().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ type: 'malformed' });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('with a link longer than 4 KB are refused', async () => {
    const link = `https://login.remotepc.com/${'x'.repeat(4_096)}`;
    answerWith(
      200,
      `{"status":"OK","code":200,"message":{"rpc_redirect_link":${JSON.stringify(link)}}}`,
    );
    await expect(signIn()).rejects.toMatchObject({ type: 'malformed' });
  });

  it('return how long to wait on a 429', async () => {
    upstream.answerWith((socket) => socket.write(httpMessage(429, '', { 'retry-after': '17' })));
    await expect(list()).rejects.toMatchObject({ type: 'rate_limited', retryAfterMs: 17_000 });
    expect(upstream.requests).toHaveLength(1);
  });
});
