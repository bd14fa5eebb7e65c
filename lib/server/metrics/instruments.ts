import 'server-only';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { remember } from '@/lib/server/remember';

/** Seconds. A page asks for several things at once; a vendor may take half a minute. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export type Instruments = ReturnType<typeof create>;

/**
 * What this process measures. Labels have few values and never name a person, an address or a
 * search: a reader of metrics isn't signed in.
 */
export function instruments(): Instruments {
  return remember('metrics', create);
}

function create() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `desk_${name}`, help, labelNames, registers });
  return {
    registry,
    requests: new Histogram({
      name: 'desk_http_request_duration_seconds',
      help: 'Calls of /api, by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers,
    }),
    upstreamCalls: new Histogram({
      name: 'desk_upstream_call_duration_seconds',
      help: 'Calls to vendors with their retries, by operation and outcome.',
      labelNames: ['upstream', 'operation', 'outcome'],
      buckets: BUCKETS,
      registers,
    }),
    leasesLost: new Counter({
      name: 'desk_leases_lost_total',
      help: 'Calls whose process ended before their result was stored; found by this process.',
      registers,
    }),
    up: gauge('database_up', 'Whether the database answered: 1, or 0.'),
    invitations: gauge('invitations', 'Invitations of unfinished batches, by status.', ['status']),
    oldestInvitation: gauge(
      'invitations_oldest_waiting_seconds',
      'How long the oldest invitation that could be sent has waited.',
    ),
    emails: gauge('emails_waiting', 'Emails that aren’t settled yet.'),
    lists: gauge('list_age_seconds', 'Age of an account’s list as it is known.', [
      'account',
      'kind',
    ]),
    breakers: gauge('breaker_open', 'Whether calls to an account are held back: 1, or 0.', [
      'upstream',
      'account',
    ]),
    sessions: gauge('sessions', 'Sessions that haven’t ended.'),
    unsealed: gauge('audit_unsealed_events', 'Events that aren’t in the chain yet.'),
    forwarding: gauge('audit_forward_failing', 'Destinations of the audit log that fail.'),
    vault: gauge('vault_open', 'Whether stored secrets can be used: 1, or 0.'),
    lastBackup: gauge(
      'backup_last_success_timestamp_seconds',
      'When the last good backup was made; absent without one.',
    ),
    backupFailing: gauge('backup_failing', 'Whether the last backup failed: 1, or 0.'),
    connections: gauge('database_connections', 'Of this process’s pool, by state.', ['state']),
  };
}
