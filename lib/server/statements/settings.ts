import 'server-only';
import { sql } from 'drizzle-orm';
import type { ChangeStatementSettingsInput, StatementSettings } from '@/lib/contract/statements';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { statementSettings } from '@/lib/server/db/schema';
import type { Viewer } from '@/lib/server/policies/permissions';
import { requireReaders } from './readers';
import { requireWhole } from './whole';

/** 200 is *Sales* in the chart of accounts that Xero starts with. */
const defaults: StatementSettings = {
  ...{ day: null, accountCode: '200', taxType: 'Tax on Sales', dueDays: 30, mailTo: [] },
};

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** @throws DeskError `not_found` for someone who sees only some accounts */
export async function findStatementSettings(
  viewer: Viewer,
  executor: Executor = db(),
): Promise<StatementSettings> {
  requireWhole(viewer);
  const { day, accountCode, taxType, dueDays, mailTo } = statementSettings;
  const [row] = await executor
    .select({ day, accountCode, taxType, dueDays, mailTo })
    .from(statementSettings);
  return row ?? defaults;
}

/**
 * If nothing changes, nothing is recorded.
 * @throws DeskError `not_found` for someone who sees only some accounts; `invalid_request` someone
 * may not read statements
 */
export async function changeStatementSettings(
  actor: Actor,
  { mailTo, ...change }: ChangeStatementSettingsInput,
): Promise<StatementSettings> {
  return db().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('statement settings'))`);
    const before = await findStatementSettings(actor, tx);
    if (mailTo) await requireReaders(tx, mailTo);
    const after = { ...change, mailTo: mailTo ?? before.mailTo };
    if (JSON.stringify(before) === JSON.stringify(after)) return after;
    await tx
      .insert(statementSettings)
      .values(after)
      .onConflictDoUpdate({ target: statementSettings.isOnly, set: after });
    const event = { action: 'statement.settings_changed', outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { before, after } }, tx);
    return after;
  });
}
