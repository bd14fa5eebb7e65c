import 'server-only';
import { sql } from 'drizzle-orm';
import type { MailStatus } from '@/lib/contract/mail';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { explainFault, mailFaults } from './faults';

type Counts = { waiting: number; since: Date | null; failed: number; unconfirmed: number };

/** How outgoing email is set up, and how it is going, for administrators. */
export async function describeMail(): Promise<MailStatus> {
  const { mail } = env();
  if (!mail) return { isSet: false };
  const { rows } = await db().execute<Counts>(sql`
    select count(*) filter (where settled_at is null)::int as waiting,
      min(created_at) filter (where settled_at is null) as since,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'unconfirmed' and settled_at is not null)::int as unconfirmed
    from mail_messages`);
  const { rows: last } = await db().execute<{ fault: string }>(sql`
    select fault from mail_messages
    where fault is not null and (settled_at is null or state = 'failed')
    order by coalesce(settled_at, created_at) desc limit 1`);
  const fault = mailFaults.find((one) => one === last[0]?.fault);
  const { waiting = 0, since = null, failed = 0, unconfirmed = 0 } = rows[0] ?? {};
  return {
    isSet: true,
    server: `${mail.host}:${mail.port}`,
    security: mail.security,
    from: mail.from.name === '' ? mail.from.address : `${mail.from.name} <${mail.from.address}>`,
    ...{ waiting, failed, unconfirmed },
    waitingSince: since && new Date(since).toISOString(),
    lastFault: fault ? explainFault(fault, mail) : null,
  };
}
