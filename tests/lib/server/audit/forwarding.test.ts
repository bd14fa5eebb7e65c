import { createHash, createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { canonicalJson } from '@/lib/server/audit/canonical';
import { announceForwarding, forwardingState } from '@/lib/server/audit/forward-destinations';
import { forwardEvents } from '@/lib/server/audit/forward-events';
import { checkForwardFiles } from '@/lib/server/audit/forward-tls';
import { checkProof } from '@/lib/server/audit/proof-state';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { makeCertificate } from '@/tests/support/certificates';
import { asOwner } from '@/tests/support/database';
import {
  authorityFile,
  clientAuthority,
  pemFile,
  startHttpsReceiver,
  startSyslogReceiver,
} from '@/tests/support/log-receivers';

let desk: TestDesk;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  for (const name of Object.keys(process.env)) {
    if (/^AUDIT_(SYSLOG|FORWARD)_/.test(name)) delete process.env[name];
  }
  await desk.close();
});

async function closes<T extends { close: () => Promise<void> }>(started: Promise<T>): Promise<T> {
  const receiver = await started;
  closing.push(receiver.close);
  return receiver;
}

async function forwardTo(settings: Record<string, string>): Promise<void> {
  Object.assign(process.env, { AUDIT_FORWARD_CA_FILE: authorityFile }, settings);
  resetEnv();
  await announceForwarding();
  await sealEvents();
}

const syslogAt = (port: number) =>
  forwardTo({ AUDIT_SYSLOG_URL: `syslog+tls://127.0.0.1:${port}` });

async function record(count: number, details: Record<string, unknown> = {}): Promise<void> {
  const event = { action: 'user.added', outcome: 'success', target: 'ann@x.example', details };
  await recordEvents(
    systemActor('req-1'),
    Array.from({ length: count }, () => event as { action: 'user.added'; outcome: 'success' }),
  );
  await sealEvents();
}

/** The next attempt may begin. */
const passBackoff = () =>
  db().execute(sql`update audit_forwards set not_before = now() - interval '1 second'`);

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const sequencesOf = (events: readonly { sequence: number }[]) =>
  events.map(({ sequence }) => sequence);

async function actions(): Promise<unknown[]> {
  const { rows } = await db().execute(
    sql`select action, target from audit_events where action like 'activity.%' order by sequence`,
  );
  return rows;
}

describe('over syslog', () => {
  it('sends RFC 5424 in octet-counted frames, with the fields and the whole event as JSON', async () => {
    const receiver = await closes(startSyslogReceiver());
    await syslogAt(receiver.port);
    await record(1, { note: 'Zoë said "]" and \\ ok' });
    await forwardEvents();
    expect(receiver.messages).toHaveLength(2);
    const [, message = ''] = receiver.messages;
    const [event] = receiver.events().slice(1);
    expect(message).toMatch(
      /^<110>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z localhost reseller-desk - user\.added \[meta sequenceId="2"\]\[resellerDesk@32473 sequence="2" id="evt_[\w-]+" action="user\.added" outcome="success" actor="system" target="ann@x\.example" hash="[0-9a-f]{64}"\] \{"action":"user\.added",[ -~]+\}$/,
    );
    expect(event).toMatchObject({ sequence: 2, details: { note: 'Zoë said "]" and \\ ok' } });
  });

  it('sends what a receiver needs to verify the chain by itself', async () => {
    const receiver = await closes(startSyslogReceiver());
    await syslogAt(receiver.port);
    await record(3);
    await forwardEvents();
    for (const { hash, previousHash, ...event } of receiver.events()) {
      const computed = createHash('sha256')
        .update(Buffer.from(previousHash, 'hex'))
        .update(canonicalJson(event));
      expect(computed.digest('hex')).toBe(hash);
    }
  });

  it('loses nothing while the receiver is down, and goes on where it was', async () => {
    const receiver = await startSyslogReceiver();
    await syslogAt(receiver.port);
    await record(5);
    await forwardEvents();
    await receiver.close();
    await record(700);
    await forwardEvents();
    expect(await forwardingState()).toMatchObject([{ behind: 700, failure: 'unreachable' }]);
    await forwardEvents();
    const back = await closes(startSyslogReceiver({ port: receiver.port }));
    await passBackoff();
    await forwardEvents();
    expect(sequencesOf(receiver.events())).toEqual(numbers(1, 6));
    expect(sequencesOf(back.events())).toEqual(numbers(7, 706));
    expect(await forwardingState()).toMatchObject([{ behind: 0, since: null, failure: null }]);
  });

  it('sends a batch again that was cut off, in order and with the same ids', async () => {
    let isCutting = true;
    const receiver = await closes(
      startSyslogReceiver({
        onData: (socket, { length }) => {
          if (isCutting && length >= 100) socket.destroy();
        },
      }),
    );
    await syslogAt(receiver.port);
    await record(400);
    await forwardEvents();
    expect(await forwardingState()).toMatchObject([{ behind: 401, failure: 'cut' }]);
    isCutting = false;
    const before = receiver.events();
    await passBackoff();
    await forwardEvents();
    const all = receiver.events();
    expect(sequencesOf(all.slice(before.length))).toEqual(numbers(1, 401));
    expect(all.slice(before.length, before.length + 50)).toEqual(before.slice(0, 50));
  });

  it('takes a receiver’s plain end for a cut, until it has never ended otherwise', async () => {
    const receiver = await closes(
      startSyslogReceiver({
        // As if its process was killed after it had read everything.
        onData: (socket, { length }) => {
          if (length % 3 === 0) socket.destroy();
        },
      }),
    );
    await syslogAt(receiver.port);
    await record(2);
    for (const behind of [3, 3, 0]) {
      await forwardEvents();
      expect(await forwardingState()).toMatchObject([{ behind }]);
      await passBackoff();
    }
    expect(sequencesOf(receiver.events())).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it('takes events for sent only once the receiver has read to the end', async () => {
    const receiver = await closes(startSyslogReceiver({ onData: (socket) => socket.pause() }));
    await syslogAt(receiver.port);
    await record(400);
    const stopping = new AbortController();
    const sending = forwardEvents({ signal: stopping.signal });
    await expect.poll(() => receiver.connections()).toBe(1);
    // The bytes have left, and nothing says that anyone reads them.
    expect(await forwardingState()).toMatchObject([{ behind: 401 }]);
    stopping.abort();
    await sending;
    expect(await forwardingState()).toMatchObject([{ behind: 401 }]);
  });

  it('refuses a receiver whose certificate isn’t from the authority or for the host', async () => {
    const stranger = makeCertificate('127.0.0.1', { host: '127.0.0.1' });
    const other = makeCertificate('other', { host: 'logs.example', issuer: clientAuthority });
    for (const { pem, keyPem } of [stranger, other]) {
      const receiver = await closes(startSyslogReceiver({ cert: pem, key: keyPem }));
      await syslogAt(receiver.port);
      await record(1);
      await forwardEvents();
      const name = `syslog+tls://127.0.0.1:${receiver.port}`;
      expect(await forwardingState()).toMatchObject([
        { destination: name, failure: 'certificate' },
      ]);
      expect(receiver.messages).toEqual([]);
    }
  });

  it('shows its own certificate to a receiver that asks for one', async () => {
    const receiver = await closes(
      startSyslogReceiver({ requestCert: true, ca: clientAuthority.pem }),
    );
    await syslogAt(receiver.port);
    await record(1);
    await forwardEvents();
    expect(receiver.messages).toEqual([]);
    expect((await forwardingState())[0]?.behind).toBe(2);
    const desk = makeCertificate('desk', { issuer: clientAuthority });
    await forwardTo({
      AUDIT_FORWARD_CERT_FILE: pemFile('desk.pem', desk.pem),
      AUDIT_FORWARD_KEY_FILE: pemFile('desk-key.pem', desk.keyPem),
    });
    checkForwardFiles();
    await passBackoff();
    await forwardEvents();
    expect(sequencesOf(receiver.events())).toEqual([1, 2]);
  });
});

describe('over HTTPS', () => {
  it('sends batches with the token, and signed as webhooks are', async () => {
    const receiver = await closes(startHttpsReceiver());
    const secret = 'a secret of the receiver';
    await forwardTo({
      AUDIT_FORWARD_URL: receiver.url,
      AUDIT_FORWARD_TOKEN: 'token-1',
      AUDIT_FORWARD_SECRET: secret,
    });
    await record(1_200);
    await forwardEvents();
    expect(receiver.batches.map(({ body }) => [body.type, body.first, body.last])).toEqual([
      ['reseller-desk/audit-events/1', 1, 500],
      ['reseller-desk/audit-events/1', 501, 1_000],
      ['reseller-desk/audit-events/1', 1_001, 1_201],
    ]);
    expect(sequencesOf(receiver.events())).toEqual(numbers(1, 1_201));
    const [batch] = receiver.batches;
    const { headers = {}, text = '' } = batch ?? {};
    expect(headers).toMatchObject({ authorization: 'Bearer token-1', 'webhook-id': 'audit_1_500' });
    const signed = `audit_1_500.${String(headers['webhook-timestamp'])}.${text}`;
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
    );
  });

  it('keeps batches under a megabyte', async () => {
    const receiver = await closes(startHttpsReceiver());
    await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
    await record(30, { text: 'x'.repeat(90_000) });
    await forwardEvents();
    expect(sequencesOf(receiver.events())).toEqual(numbers(1, 31));
    expect(Math.max(...receiver.batches.map(({ text }) => text.length))).toBeLessThan(1_100_000);
  });

  it.each([
    ['refuses', { status: 503 }, 'refused'],
    ['redirects', { status: 307, headers: { location: 'https://127.0.0.1:1/' } }, 'redirected'],
    ['cuts the connection', 'cut', 'cut'],
  ] as const)('waits longer each time while the receiver %s', async (_, answer, failure) => {
    let isBad = true;
    const receiver = await closes(startHttpsReceiver(() => (isBad ? answer : { status: 200 })));
    await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
    await record(3);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await forwardEvents();
      await forwardEvents();
      const { rows } = await db().execute<{ seconds: number }>(sql`
        select round(extract(epoch from not_before - now()))::int as seconds from audit_forwards`);
      waits.push(rows[0]?.seconds ?? 0);
      await passBackoff();
    }
    expect(receiver.asked()).toBe(3);
    expect(waits).toEqual([2, 4, 8]);
    expect(await forwardingState()).toMatchObject([{ behind: 4, failure }]);
    isBad = false;
    await forwardEvents();
    expect(sequencesOf(receiver.events())).toEqual([1, 2, 3, 4]);
  });

  it('sends less at once to a receiver that can’t take more', async () => {
    const receiver = await closes(
      startHttpsReceiver(({ body }) => ({ status: body.events.length > 100 ? 413 : 200 })),
    );
    await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
    await record(600);
    for (let attempt = 0; attempt < 40; attempt += 1) {
      await forwardEvents();
      await passBackoff();
    }
    expect(sequencesOf(receiver.events())).toEqual(numbers(1, 601));
  });
});

it('sends each event once, although two servers run', async () => {
  const receiver = await closes(startHttpsReceiver());
  await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
  await record(900);
  await Promise.all([forwardEvents(), forwardEvents(), forwardEvents()]);
  expect(sequencesOf(receiver.events())).toEqual(numbers(1, 901));
});

it('lets another server go on after the lease of one that died', async () => {
  const receiver = await closes(startHttpsReceiver());
  await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
  await record(2);
  await db().execute(sql`
    update audit_forwards set lease = 'lea_dead', not_before = now() + interval '90 seconds'`);
  await forwardEvents();
  expect(receiver.asked()).toBe(0);
  await passBackoff();
  await forwardEvents();
  expect(sequencesOf(receiver.events())).toEqual([1, 2, 3]);
});

it('doesn’t let a receiver that hangs hold up the other', async () => {
  const [https, syslog] = [
    await closes(startHttpsReceiver(() => 'never')),
    await closes(startSyslogReceiver()),
  ];
  await forwardTo({
    AUDIT_FORWARD_URL: https.url,
    AUDIT_SYSLOG_URL: `syslog+tls://127.0.0.1:${syslog.port}`,
  });
  await record(1);
  const stopping = new AbortController();
  const sending = forwardEvents({ signal: stopping.signal });
  await expect.poll(() => syslog.events().length).toBe(3);
  stopping.abort();
  await sending;
  expect((await forwardingState()).map(({ behind }) => behind)).toEqual([0, 3]);
});

it('passes over an event that someone removed, so that the receiver sees the gap', async () => {
  const receiver = await closes(startHttpsReceiver());
  await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
  await record(4);
  await asOwner(`
    set session_replication_role = replica;
    delete from audit_events
    where sequence in (select position from audit_seals where sequence in (3, 5))`);
  await forwardEvents();
  expect(sequencesOf(receiver.events())).toEqual([1, 2, 4]);
  expect(await forwardingState()).toMatchObject([{ behind: 0 }]);
});

it('records and shows once that a receiver is an hour behind, and that it caught up', async () => {
  let isDown = true;
  const receiver = await closes(startHttpsReceiver(() => ({ status: isDown ? 500 : 200 })));
  await forwardTo({ AUDIT_FORWARD_URL: receiver.url });
  const target = `https://127.0.0.1:${receiver.port}/in`;
  await forwardEvents();
  expect((await checkProof()).late).toEqual([]);
  await asOwner(`
    set session_replication_role = replica;
    update audit_forwards set started_at = now() - interval '3 hours';
    update audit_seals set sealed_at = now() - interval '2 hours'`);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await passBackoff();
    await forwardEvents();
  }
  expect((await checkProof()).late).toEqual([
    {
      destination: target,
      behind: 1,
      since: expect.stringMatching(/Z$/),
      failure: 'refused',
      isLate: true,
    },
  ]);
  isDown = false;
  await sealEvents();
  await passBackoff();
  await forwardEvents();
  expect(await actions()).toEqual([
    { action: 'activity.forwarding_started', target },
    { action: 'activity.forwarding_delayed', target },
    { action: 'activity.forwarding_resumed', target },
  ]);
  expect((await checkProof()).late).toEqual([]);
});

it('records when forwarding starts and stops, and sends everything to a new address', async () => {
  const [one, other] = [await closes(startHttpsReceiver()), await closes(startHttpsReceiver())];
  const [first, second] = [one, other].map(({ port }) => `https://127.0.0.1:${port}/in`);
  await forwardTo({ AUDIT_FORWARD_URL: one.url });
  await announceForwarding();
  await forwardEvents();
  await forwardTo({ AUDIT_FORWARD_URL: other.url });
  await forwardEvents();
  expect(await actions()).toEqual([
    { action: 'activity.forwarding_started', target: first },
    { action: 'activity.forwarding_started', target: second },
    { action: 'activity.forwarding_stopped', target: first },
  ]);
  expect(sequencesOf(one.events())).toEqual([1]);
  expect(sequencesOf(other.events())).toEqual([1, 2, 3]);
});
