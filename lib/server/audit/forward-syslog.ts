import 'server-only';
import { connect as connectTcp, isIP } from 'node:net';
import { connect } from 'node:tls';
import type { AuditEvent, AuditOutcome } from '@/lib/contract/audit';
import { env } from '@/lib/server/env';
import { canonicalJson } from './canonical';
import { FarewellStream } from './farewell-stream';
import { asForwardError, ForwardError } from './forward-error';
import { forwardTls } from './forward-tls';

/** RFC 5424: “log audit”. */
const FACILITY = 13;
const severities: Record<AuditOutcome, number> = { success: 6, unknown: 5, denied: 4, failure: 4 };

/**
 * The enterprise number is the one that RFC 5612 reserves for use without a number of one's own.
 */
const ELEMENT = 'resellerDesk@32473';
const MAX_SEQUENCE_ID = 2_147_483_647;
const MAX_MSGID = 32;

/** What is sent of an event; all of it is in the JSON at the end. */
export type ForwardedEvent = AuditEvent & { sequence: number };

/** RFC 5424, with the octet count of RFC 5425 in front. */
export function syslogFrame(event: ForwardedEvent): string {
  const priority = FACILITY * 8 + severities[event.outcome];
  const host = new URL(env().appUrl).hostname;
  const message = event.action.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, MAX_MSGID);
  const header = `<${priority}>1 ${event.at} ${host} reseller-desk - ${message || '-'}`;
  const body = `${header} ${structuredData(event)} ${asciiJson(event)}`;
  return `${Buffer.byteLength(body)} ${body}`;
}

function structuredData({ sequence, id, action, outcome, actor, ...event }: ForwardedEvent) {
  const own = { sequence, id, action, outcome, actor: actor.email, target: event.target };
  const facts = { ...own, account: event.accountId, ticket: event.ticket, hash: event.hash };
  const parts = Object.entries(facts).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${name}="${escapeValue(String(value))}"`],
  );
  // Starts again at 1 after the largest number that is allowed.
  const sequenceId = ((sequence - 1) % MAX_SEQUENCE_ID) + 1;
  return `[meta sequenceId="${sequenceId}"][${ELEMENT} ${parts.join(' ')}]`;
}

function escapeValue(text: string): string {
  return text.replaceAll(/["\\\]]/g, '\\$&').replaceAll(/[\u0000-\u001f\u007f]/g, ' ');
}

/** Without a character beyond ASCII: a message in UTF-8 begins with a mark that parsers trip over. */
function asciiJson(event: object): string {
  return canonicalJson(event).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const TIMEOUT_MS = 30_000;
/** Ends in a row without a farewell, until that is taken for how a receiver always does it. */
const PLAIN_ENDS = 3;
const plainEnds = new Map<string, number>();

/**
 * Sends events over a connection of their own, and returns once the receiver has closed its side,
 * too. Syslog has no answer. But RFC 5425 has the receiver say farewell after it read ours, which
 * comes after all events: this says more than that the bytes left this machine.
 */
export function sendSyslog(
  { host, port }: { host: string; port: number },
  events: readonly ForwardedEvent[],
  signal: AbortSignal,
): Promise<void> {
  const frames = events.map(syslogFrame).join('');
  const transport = new FarewellStream(connectTcp({ host, port }));
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...forwardTls(),
      ...{ host, socket: transport },
      ...(isIP(host) === 0 && { servername: host }),
    });
    const end = (error?: Error) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      transport.destroy();
      if (error) reject(asForwardError(error));
      else resolve();
    };
    const stop = () => end(new ForwardError('cut'));
    signal.addEventListener('abort', stop);
    const timer = setTimeout(() => end(new ForwardError('slow')), TIMEOUT_MS);
    socket.on('error', end);
    transport.on('error', end);
    socket.once('close', stop);
    socket.once('secureConnect', () => {
      let isWritten = false;
      const isTaken = () => isWritten && isRegular(`${host}:${port}`, transport.hasFarewell);
      socket.once('end', () => end(isTaken() ? undefined : new ForwardError('cut')));
      // What a receiver says means nothing, but without reading it its end isn't seen.
      socket.resume();
      socket.end(frames, 'utf8', () => {
        isWritten = true;
      });
    });
  });
}

/** Some receivers never say farewell: they would get the same events for good. */
function isRegular(receiver: string, hasFarewell: boolean): boolean {
  const count = hasFarewell ? 0 : (plainEnds.get(receiver) ?? 0) + 1;
  plainEnds.set(receiver, count);
  return hasFarewell || count >= PLAIN_ENDS;
}
