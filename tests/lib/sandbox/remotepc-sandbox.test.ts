import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { send } from './send';

let sandbox: RemotepcSandbox;
let time = new Date('2026-11-22T12:00:00Z');

beforeAll(async () => {
  sandbox = await startRemotepcSandbox({ seed: 'empty', now: () => time });
});
beforeEach(() => {
  time = new Date('2026-11-22T12:00:00Z');
  sandbox.reset();
});
afterAll(() => sandbox.close());

function call(operation: string, body?: unknown, headers: Record<string, string> = {}) {
  return send(`${sandbox.baseUrl}/user/${operation}`, {
    headers: {
      authorization: 'Bearer sandbox-remotepc-api-key',
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
}

function refused(...descriptions: string[]): string {
  const errors = descriptions.map((description) => `{"description":"${description}"}`).join(',');
  return `{"status":"BAD_REQUEST","code":400,"errorsCount":${descriptions.length},"errors":[${errors}]}`;
}

const ada = {
  firstName: 'Ada',
  lastName: 'Byron',
  invitedUserEmailId: 'Ada@Engine.example',
  password: 'long enough',
  allotedComputers: 3,
  sendEmailToUser: true,
};

describe('every call', () => {
  it('gives its base URL on loopback, up to and including /private', () => {
    expect(sandbox.baseUrl).toBe(`${sandbox.origin}/rpc-api/reseller/private`);
    expect(sandbox.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.credentials).toEqual({ apiKey: 'sandbox-remotepc-api-key' });
  });

  it.each(['add', 'invite', 'signin'])('%s answers a wrong key with NOT_AUTHORIZED', async (op) => {
    const answer = await call(op, 'not json', { authorization: 'Bearer wrong' });
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(
      '{"status":"UNAUTHORIZED","code":401,"errorsCount":1,"errors":[{"description":"NOT_AUTHORIZED"}]}',
    );
  });

  it('list answers a missing key with UNAUTHORIZED_ACCESS', async () => {
    const answer = await send(`${sandbox.baseUrl}/user/list`);
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(
      '{"status":"UNAUTHORIZED","code":401,"errorsCount":1,"errors":[{"description":"UNAUTHORIZED_ACCESS"}]}',
    );
  });

  it.each(['list', 'add', 'invite', 'signin'])(
    '%s answers an address off the allowlist with "Forbidden " before it reads the input',
    async (operation) => {
      sandbox.state.switches.isIpAllowed = false;
      const answer = await call(operation, '{');
      expect(answer.status).toBe(403);
      expect(answer.text).toBe(
        '{"status":"Forbidden","code":403,"errorsCount":1,"errors":[{"description":"Forbidden "}]}',
      );
    },
  );

  it('refuses the old key once the key has changed', async () => {
    sandbox.state.apiKey = 'another';
    expect((await call('list')).status).toBe(401);
    expect((await call('list', undefined, { authorization: 'bearer another' })).status).toBe(200);
  });

  it.each(['list', 'add', 'invite', 'signin'])('%s answers GET with 405', async (operation) => {
    const answer = await send(`${sandbox.baseUrl}/user/${operation}`, { method: 'GET' });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
  });

  it.each(['list', 'add', 'invite', 'signin'])('%s answers malformed JSON with 400', async (op) => {
    const answer = await call(op, '{"username":');
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(refused('INVALID_PARAMETERS'));
  });

  it('answers an unknown path with an HTML 404', async () => {
    const answer = await call('delete');
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('text/html; charset=UTF-8');
  });

  it('is recorded in order, with its credentials and whether it changed anything', async () => {
    await call('add', ada);
    await call('add', ada);
    await call('invite', '[{');
    expect(sandbox.calls).toMatchObject([
      {
        at: new Date('2026-11-22T12:00:00Z'),
        operation: 'add',
        method: 'POST',
        path: '/rpc-api/reseller/private/user/add',
        body: ada,
        headers: { authorization: 'Bearer sandbox-remotepc-api-key' },
        effect: true,
      },
      { operation: 'add', effect: false },
      { operation: 'invite', body: '[{', effect: false },
    ]);
  });
});

describe('add', () => {
  it('adds a user who is then listed, spelled as given', async () => {
    const answer = await call('add', ada);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(answer.text).toBe('{"status":"OK","code":200,"message":"SUCCESS"}');
    expect((await call('list')).text).toBe(
      '{"status":"OK","code":200,"message":{"resellerUsersList":[{"alloted_computers":3,"created_date":"11-22-2026","isActive":true,"utilized_computers":0,"username":"Ada@Engine.example"}]}}',
    );
  });

  it('assigns no seats by default', async () => {
    await call('add', { ...ada, allotedComputers: undefined });
    expect(sandbox.state.findUser('ada@engine.example')?.allotedComputers).toBe(0);
  });

  it('refuses a taken address in any case', async () => {
    await call('add', ada);
    const answer = await call('add', { ...ada, invitedUserEmailId: 'ADA@ENGINE.EXAMPLE' });
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(
      '{"status":"BAD_REQUEST","code":400,"errorsCount":1,"errors":[{"description":"EMAIL_EXISTS"}]}',
    );
    expect(sandbox.state.users.size).toBe(1);
  });

  it.each([
    [{ firstName: '' }, 'FIRSTNAME_REQUIRED'],
    [{ lastName: undefined }, 'LASTNAME_REQUIRED'],
    [{ invitedUserEmailId: ' ' }, 'EMAILID_REQUIRED'],
    [{ invitedUserEmailId: 'ada@engine' }, 'ENTER_VALID_EMAIL'],
    [{ password: undefined }, 'PASSWORD_REQUIRED'],
    [{ password: 'short' }, 'INVALID_PASSWORD'],
    [{ allotedComputers: -1 }, 'INVALID_PARAMETERS'],
    [{ allotedComputers: 1.5 }, 'INVALID_PARAMETERS'],
    [{ allotedComputers: '3' }, 'INVALID_PARAMETERS'],
  ])('refuses %j with %s', async (fault, description) => {
    const answer = await call('add', { ...ada, ...fault });
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(refused(description));
    expect(sandbox.state.users.size).toBe(0);
  });

  it('names all errors at once, or only the first with a switch', async () => {
    expect((await call('add', {})).text).toBe(
      refused('FIRSTNAME_REQUIRED', 'LASTNAME_REQUIRED', 'EMAILID_REQUIRED', 'PASSWORD_REQUIRED'),
    );
    sandbox.state.switches.isFirstErrorOnly = true;
    expect((await call('add', {})).text).toBe(refused('FIRSTNAME_REQUIRED'));
  });
});

describe('invite', () => {
  it('answers row by row, and doesn’t list invited people', async () => {
    sandbox.state.addUser({ username: 'c@x.example' });
    await call('invite', [{ invitedUserEmailId: 'b@x.example' }]);
    const answer = await call('invite', [
      { invitedUserEmailId: 'a@x.example', allotedComputers: 2 },
      { invitedUserEmailId: 'B@x.example' },
      { invitedUserEmailId: 'C@x.example', allotedComputers: 0 },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      '{"status":"OK","code":200,"message":[{"username":"a@x.example","status":"INVITED"},{"username":"B@x.example","status":"ALREADY_INVITED"},{"username":"C@x.example","status":"EXISTS"}]}',
    );
    expect(sandbox.calls.map((recorded) => recorded.effect)).toEqual([true, true]);
    expect(sandbox.state.invitations.get('a@x.example')?.allotedComputers).toBe(2);
    expect(sandbox.state.invitations.get('b@x.example')?.timesAsked).toBe(2);
    expect([...sandbox.state.users.keys()]).toEqual(['c@x.example']);
  });

  it('has no effect if no one is new', async () => {
    await call('invite', [{ invitedUserEmailId: 'a@x.example' }]);
    await call('invite', [{ invitedUserEmailId: 'a@x.example' }]);
    expect(sandbox.calls.map((recorded) => recorded.effect)).toEqual([true, false]);
  });

  it('refuses the whole request because of one invalid address', async () => {
    const answer = await call('invite', [
      { invitedUserEmailId: 'a@x.example' },
      { invitedUserEmailId: 'nobody' },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(refused('ENTER_VALID_EMAIL'));
    expect(sandbox.state.invitations.size).toBe(0);
  });

  it.each([
    ['an object', { invitedUserEmailId: 'a@x.example' }, 'INVALID_PARAMETERS'],
    ['no rows', [], 'INVALID_PARAMETERS'],
    ['a row that is text', ['a@x.example'], 'INVALID_PARAMETERS'],
    ['a row without address', [{ allotedComputers: 1 }], 'EMAILID_REQUIRED'],
    [
      'seats below zero',
      [{ invitedUserEmailId: 'a@x.example', allotedComputers: -1 }],
      'INVALID_PARAMETERS',
    ],
    [
      'half a seat',
      [{ invitedUserEmailId: 'a@x.example', allotedComputers: 0.5 }],
      'INVALID_PARAMETERS',
    ],
  ])('refuses %s', async (_what, body, description) => {
    const answer = await call('invite', body);
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(refused(description));
  });
});

describe('signin', () => {
  beforeEach(() => {
    sandbox.state.addUser({ username: 'ada@engine.example', password: 'right password' });
  });

  const signIn = (username: unknown, password: unknown = 'right password') =>
    call('signin', { username, password });

  it('returns a link of three JWT segments that opens a page once', async () => {
    const { status, text } = await signIn('Ada@Engine.example');
    expect(status).toBe(200);
    const link = linkIn(text);
    expect(link.slice(0, sandbox.origin.length)).toBe(sandbox.origin);
    expect(new URL(link).pathname).toMatch(
      /^\/rpcnew\/process\/autologin\/eyJhbGciOiJIUzUxMiJ9\.[\w-]+\.[\w-]+$/,
    );
    const page = await send(link, { method: 'GET' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('You are signed in as ada@engine.example');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.text).not.toMatch(/src=|href=|url\(/);
    expect((await send(link, { method: 'GET' })).status).toBe(410);
  });

  it('lets a link expire after five minutes', async () => {
    const link = linkIn((await signIn('ada@engine.example')).text);
    time = new Date('2026-11-22T12:05:00Z');
    expect((await send(link, { method: 'GET' })).status).toBe(410);
  });

  it('shows a name with markup as text', async () => {
    sandbox.state.addUser({ username: '"<b>"@x.example', password: 'right password' });
    const page = await send(linkIn((await signIn('"<b>"@x.example')).text), { method: 'GET' });
    expect(page.text).toContain('&#34;&#60;b&#62;&#34;@x.example');
  });

  it.each([
    [{ password: 'x' }, 'USERNAME_REQUIRED'],
    [{ username: '', password: 'x' }, 'EMAILID_REQUIRED'],
    [{ username: 'ada', password: 'x' }, 'INVALID_EMAIL'],
    [{ username: 'ada@engine.example' }, 'PASSWORD_REQUIRED'],
    [{ username: 'nobody@engine.example', password: 'x' }, 'USERNAME_DOES_NOT_EXIST'],
  ])('refuses %j with %s', async (body, description) => {
    const answer = await call('signin', body);
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(refused(description));
  });

  it.each([
    ['suspend', 'ACTION_PARENT_ACCOUNT_SUSPENDED'],
    ['cancel', 'CANCELLED_ACCOUNT'],
    ['blockIp', 'IP_ADDRESS_BLOCKED'],
  ] as const)('refuses after %s, until restored', async (change, description) => {
    sandbox.state[change]('ada@engine.example');
    expect((await signIn('ada@engine.example')).text).toBe(refused(description));
    sandbox.state.restore('ada@engine.example');
    expect((await signIn('ada@engine.example')).status).toBe(200);
  });

  it('answers a wrong password with 401, or as the switch sets', async () => {
    sandbox.state.setPassword('ada@engine.example', 'changed password');
    const answer = await signIn('ada@engine.example');
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(
      '{"status":"UNAUTHORIZED","code":401,"errorsCount":1,"errors":[{"description":"NOT_AUTHORIZED"}]}',
    );
    sandbox.state.switches.wrongPassword = { status: 400, description: 'INVALID_PASSWORD' };
    expect((await signIn('ada@engine.example')).text).toBe(refused('INVALID_PASSWORD'));
  });

  it('creates links to another origin if requested', async () => {
    const elsewhere = await startRemotepcSandbox({
      seed: 'demo',
      autoLoginOrigin: 'https://login.remotepc.com',
    });
    const answer = await send(`${elsewhere.baseUrl}/user/signin`, {
      headers: { authorization: 'Bearer sandbox-remotepc-api-key' },
      body: { username: 'it@harborlight.example', password: 'Sandbox-Customer-2026' },
    });
    await elsewhere.close();
    expect(linkIn(answer.text)).toMatch(
      /^https:\/\/login\.remotepc\.com\/rpcnew\/process\/autologin\/ey/,
    );
  });
});

describe('list', () => {
  it('is an empty array without users, or what the switch sets', async () => {
    expect((await call('list', {})).text).toBe(
      '{"status":"OK","code":200,"message":{"resellerUsersList":[]}}',
    );
    sandbox.state.switches.emptyList = 'null';
    expect((await call('list')).text).toBe(
      '{"status":"OK","code":200,"message":{"resellerUsersList":null}}',
    );
    sandbox.state.switches.emptyList = 'missing';
    expect((await call('list')).text).toBe('{"status":"OK","code":200,"message":{}}');
  });

  it('can hold 10,000 users', async () => {
    sandbox.state.fill(10_000);
    const { text } = await call('list');
    expect(text.match(/"username"/g)).toHaveLength(10_000);
    expect(text).toContain('"username":"user10000@fill.example"');
  });
});

function linkIn(text: string): string {
  const answer = JSON.parse(text) as { message: { rpc_redirect_link: string } };
  return answer.message.rpc_redirect_link;
}
