import 'server-only';
import { asc, eq, isNull, sql } from 'drizzle-orm';
import type { NotificationRules, PutRulesInput } from '@/lib/contract/notifications';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import {
  notificationChannels,
  notificationRuleChannels,
  notificationRules,
  notificationSettings,
} from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import {
  notificationKinds,
  USUAL_OFFLINE_HOURS,
  type NotificationKind,
} from '@/lib/shared/notifications';
import { lockChannels, requireAllAccounts } from './channels';
import { TEAM_CHANNEL } from './kinds';
import { listSubscribers, type Person } from './people';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** All kinds of events, also those that aren't reported. @throws DeskError `forbidden` */
export async function findRules(
  actor: Actor,
  executor: Executor = db(),
): Promise<NotificationRules> {
  requireAllAccounts(actor);
  const rules = await executor.select().from(notificationRules);
  const links = await executor
    .select()
    .from(notificationRuleChannels)
    .orderBy(asc(notificationRuleChannels.channelId));
  const [settings] = await executor.select().from(notificationSettings);
  return {
    items: notificationKinds.map((event) => {
      const rule = rules.find(({ kind }) => kind === event);
      return {
        event,
        isEnabled: rule?.isEnabled ?? false,
        channelIds: links.flatMap(({ kind, channelId }) => (kind === event ? [channelId] : [])),
        ...(event === 'device_offline' && { hours: rule?.hours ?? USUAL_OFFLINE_HOURS }),
        ...(rule?.dailyAt && { dailyAt: rule.dailyAt }),
      };
    }),
    quietHours: quietHoursOf(settings),
    timeZone: settings?.timeZone ?? null,
    groupMinutes: settings?.groupMinutes ?? USUAL_GROUP_MINUTES,
  };
}

const USUAL_GROUP_MINUTES = 5;

type SettingsRow = Pick<
  typeof notificationSettings.$inferSelect,
  'quietFrom' | 'quietTo' | 'timeZone'
>;

export function quietHoursOf(row: SettingsRow | undefined): NotificationRules['quietHours'] {
  const { quietFrom: from, quietTo: to, timeZone } = row ?? {};
  return from && to && timeZone ? { from, to, timeZone } : null;
}

/**
 * Replaces the rules: kinds that are left out are off. Quiet hours, the time zone and grouping stay
 * if they are.
 * If nothing changes, nothing is recorded.
 * @throws DeskError `forbidden`; `invalid_request` there is no such channel
 */
export async function putRules(actor: Actor, input: PutRulesInput): Promise<NotificationRules> {
  requireAllAccounts(actor);
  return db().transaction(async (tx) => {
    await lockChannels(tx);
    await requireChannels(tx, input);
    await ensureSettings(tx);
    const before = await findRules(actor, tx);
    await tx.delete(notificationRules);
    const items = input.items.map(({ event: kind, isEnabled, hours, dailyAt = null }) => {
      const ofDevices = kind === 'device_offline' ? (hours ?? null) : null;
      return { kind, isEnabled, hours: ofDevices, dailyAt };
    });
    if (items.length > 0) await tx.insert(notificationRules).values(items);
    const links = input.items.flatMap(({ event: kind, channelIds }) =>
      [...new Set(channelIds)].map((channelId) => ({ kind, channelId })),
    );
    if (links.length > 0) await tx.insert(notificationRuleChannels).values(links);
    const { quietHours, groupMinutes, timeZone = quietHours?.timeZone } = input;
    await tx.update(notificationSettings).set({
      isOnly: true,
      ...(quietHours !== undefined && {
        ...{ quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null },
      }),
      ...(timeZone !== undefined && { timeZone }),
      ...(groupMinutes !== undefined && { groupMinutes }),
    });
    const after = await findRules(actor, tx);
    if (JSON.stringify(before) === JSON.stringify(after)) return after;
    const event = { action: 'notification.rules_changed', outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { before, after } }, tx);
    return after;
  });
}

async function requireChannels(tx: Transaction, { items }: PutRulesInput): Promise<void> {
  const rows = await tx.select({ id: notificationChannels.id }).from(notificationChannels);
  const known = new Set(rows.flatMap(({ id }) => (id === TEAM_CHANNEL ? [] : [id])));
  const errors = items.flatMap(({ channelIds }, index) =>
    channelIds.flatMap((id, place) =>
      known.has(id)
        ? []
        : [
            {
              ...{ path: `items[${index}].channelIds[${place}]`, code: 'not_found' },
              message: 'This channel doesn’t exist any more. Reload the page.',
            },
          ],
    ),
  );
  const [first] = errors;
  if (first) throw new DeskError('invalid_request', { detail: first.message, errors });
}

/** The one row. What happened before it was made isn't reported. */
export async function ensureSettings(tx: Pick<Transaction, 'execute'>): Promise<void> {
  await tx.execute(sql`
    insert into notification_settings (sequence)
    select coalesce(max(sequence), 0) from audit_seals
    on conflict (is_only) do nothing`);
}

type ActiveRule = {
  hours: number;
  /** Null: at once. */
  daily: { at: string; timeZone: string } | null;
  targets: { channelId: string; recipient: string }[];
  /** Who asked for it themselves, and gets only what they may see. */
  people: Person[];
};

/** Whom to tell of what. */
export type ActiveRules = Map<NotificationKind, ActiveRule>;

/** The rules that have a channel which isn't disabled, or people who asked for the same. */
export async function activeRules(executor: Executor = db()): Promise<ActiveRules> {
  const rows = await executor
    .select({
      ...{ kind: notificationRules.kind, hours: notificationRules.hours },
      ...{ dailyAt: notificationRules.dailyAt, timeZone: notificationSettings.timeZone },
      ...{ channelId: notificationChannels.id, recipients: notificationChannels.recipients },
      channelKind: notificationChannels.kind,
    })
    .from(notificationRules)
    .innerJoin(notificationRuleChannels, eq(notificationRuleChannels.kind, notificationRules.kind))
    .innerJoin(
      notificationChannels,
      eq(notificationChannels.id, notificationRuleChannels.channelId),
    )
    .leftJoin(notificationSettings, sql`${notificationSettings.isOnly}`)
    .where(sql`${notificationRules.isEnabled} and ${isNull(notificationChannels.disabledAt)}`);
  const subscribers = await listSubscribers(executor);
  const rules: ActiveRules = new Map();
  for (const kind of notificationKinds) {
    const those = rows.filter((row) => row.kind === kind);
    const targets = those.flatMap(({ channelId, channelKind, recipients }) =>
      channelKind === 'email'
        ? recipients.map((recipient) => ({ channelId, recipient }))
        : [{ channelId, recipient: '' }],
    );
    const { hours, dailyAt: at, timeZone } = those[0] ?? {};
    const daily = at ? { at, timeZone: timeZone ?? 'UTC' } : null;
    const people = subscribers.filter((person) => person.kind === kind);
    if (targets.length > 0 || people.length > 0) {
      rules.set(kind, { hours: hours ?? USUAL_OFFLINE_HOURS, daily, targets, people });
    }
  }
  return rules;
}
