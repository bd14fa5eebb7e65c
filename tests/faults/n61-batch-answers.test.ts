import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '@/lib/sandbox/fault';
import { startSandbox, type Sandbox } from '@/lib/sandbox/start-sandbox';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { failureOf, noWaiting } from './upstream-calls';

let sandbox: Sandbox;
let client: RemotepcClient;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'empty' });
  client = new RemotepcClient({
    accountId: 'rpc_batches',
    baseUrl: sandbox.remotepc.baseUrl,
    ...sandbox.remotepc.credentials,
    timeoutMs: 5_000,
    breaker: new CircuitBreaker(),
    clock: noWaiting,
  });
});
afterEach(() => sandbox.remotepc.reset());
afterAll(() => sandbox.close());

const rows = ['ada', 'grace', 'edsger', 'barbara'].map((name) => ({
  email: `${name}@example.com`,
  seats: 1,
}));

/** Grace was invited before, Edsger is a customer user; the other two are new. */
async function invite(fault: Fault): Promise<string[]> {
  await client.inviteUsers([{ email: 'grace@example.com', seats: 1 }]);
  sandbox.remotepc.state.addUser({ username: 'edsger@example.com' });
  sandbox.remotepc.faults.set('invite', fault, { times: 1 });
  const answers = await client.inviteUsers(rows);
  return answers.map(({ email, status, word }) => `${email} ${status} ${word}`);
}

const whole = [
  'ada@example.com invited INVITED',
  'grace@example.com already_invited ALREADY_INVITED',
  'edsger@example.com exists EXISTS',
  'barbara@example.com invited INVITED',
];

const cases: [name: string, fault: Fault, answers: string[]][] = [
  ['whole', {}, whole],
  ['re-ordered', { reorderRows: true }, whole],
  ['in another case', { upperCaseRows: true }, whole],
  ['doubled', { duplicateRows: 4 }, whole],
  [
    'doubled, re-ordered and in another case',
    { duplicateRows: 4, reorderRows: true, upperCaseRows: true },
    whole,
  ],
  [
    'with rows nobody asked for',
    { extraRows: [{ username: 'eve@evil.example', status: 'INVITED' }] },
    whole,
  ],
  [
    'with rows that are no rows',
    {
      extraRows: [{ username: 7, status: 'INVITED' }, { status: 'INVITED' }, { username: '' }],
    },
    whole,
  ],
  ['without its first two rows', { dropRows: 2 }, whole.slice(2)],
  ['without any row', { dropRows: 4 }, []],
  [
    'with a status nobody knows',
    { renameStatus: { INVITED: ' Queued\nfor review ' } },
    [
      'ada@example.com unknown Queued for review',
      'grace@example.com already_invited ALREADY_INVITED',
      'edsger@example.com exists EXISTS',
      'barbara@example.com unknown Queued for review',
    ],
  ],
  [
    'with the status in another case',
    { renameStatus: { INVITED: ' invited ' } },
    [
      'ada@example.com invited invited',
      'grace@example.com already_invited ALREADY_INVITED',
      'edsger@example.com exists EXISTS',
      'barbara@example.com invited invited',
    ],
  ],
  [
    'with a contradicting double behind',
    { extraRows: [{ username: 'ada@example.com', status: 'EXISTS' }] },
    whole,
  ],
  [
    'with a readable double behind an unreadable row',
    {
      renameStatus: { INVITED: '?' },
      extraRows: [{ username: 'ADA@example.com', status: 'INVITED' }],
    },
    [
      'ada@example.com invited INVITED',
      'grace@example.com already_invited ALREADY_INVITED',
      'edsger@example.com exists EXISTS',
      'barbara@example.com unknown ?',
    ],
  ],
  ['with its rows in a string', { messageAsString: true }, whole],
];

describe('N61: the answer to a batch', () => {
  it.each(cases)('%s gives each row its own status', async (_name, fault, answers) => {
    expect(await invite(fault)).toEqual(answers);
  });

  it('leaves a row without a status unknown', async () => {
    sandbox.remotepc.faults.set('invite', {
      body: '{"status":"OK","code":200,"message":[{"username":"ada@example.com"},{"username":"grace@example.com","status":null}]}',
    });
    expect(await client.inviteUsers(rows)).toEqual([
      { email: 'ada@example.com', status: 'unknown', word: '' },
      { email: 'grace@example.com', status: 'unknown', word: '' },
    ]);
  });

  it('doesn’t recognize the status “constructor”', async () => {
    sandbox.remotepc.faults.set('invite', { renameStatus: 'constructor' });
    expect((await client.inviteUsers(rows)).map(({ status }) => status)).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('refused as a whole for one bad address invites no one, and returns the code', async () => {
    const error = await failureOf(client.inviteUsers([...rows, { email: 'no address', seats: 0 }]));
    expect(error).toMatchObject({
      type: 'rejected',
      outcome: 'refused',
      code: 'ENTER_VALID_EMAIL',
    });
    expect(sandbox.remotepc.state.invitations.size).toBe(0);
  });

  it('invites each of 500 rows exactly once', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      email: `u${index}@example.com`,
      seats: 0,
    }));
    sandbox.remotepc.faults.set('invite', { reorderRows: true, upperCaseRows: true });
    const answers = await client.inviteUsers(many);
    expect(answers.filter(({ status }) => status === 'invited')).toHaveLength(500);
    const asked = [...sandbox.remotepc.state.invitations.values()].map(
      ({ timesAsked }) => timesAsked,
    );
    expect(asked).toHaveLength(500);
    expect(Math.max(...asked)).toBe(1);
  });

  it('sends nothing without rows', async () => {
    expect(await client.inviteUsers([])).toEqual([]);
    expect(sandbox.remotepc.calls).toEqual([]);
  });
});
