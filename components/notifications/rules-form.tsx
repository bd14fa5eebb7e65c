'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { Panel } from '@/components/ui/panel';
import { SaveForm } from '@/components/ui/save-form';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type {
  NotificationChannel,
  NotificationRule,
  NotificationRules,
} from '@/lib/contract/notifications';
import { kindLabels, USUAL_DAILY_AT, USUAL_OFFLINE_HOURS } from '@/lib/shared/notifications';
import { channelsQuery, rulesQuery, usePutRules } from './queries';
import { ownZone, TimesFields } from './times-fields';

/** Which events go to which channels, and when. */
export function RulesPanels({ canManage }: { canManage: boolean }) {
  const rules = useQuery(rulesQuery());
  const channels = useQuery(channelsQuery());
  if (rules.data && channels.data) {
    // What goes to people themselves, they choose.
    const chosen = channels.data.items.filter(({ isTeam }) => !isTeam);
    const props = { rules: rules.data, channels: chosen, canManage };
    // A channel that was deleted is gone from what is typed, too.
    return <RulesForm key={props.channels.map(({ id }) => id).join()} {...props} />;
  }
  const failed = [rules, channels].find(({ error }) => error !== null);
  return failed ? (
    <QueryError title="Couldn’t load the rules" query={failed} />
  ) : (
    <Skeleton className="h-72" />
  );
}

type RulesFormProps = {
  rules: NotificationRules;
  channels: readonly NotificationChannel[];
  canManage: boolean;
};

/** `hours` and `groupMinutes` as typed; NaN while they are empty. */
function RulesForm({ rules, channels, canManage }: RulesFormProps) {
  const save = usePutRules();
  // Until something is typed, the form shows what is saved: also what others save meanwhile.
  const [draft, setDraft] = useState<NotificationRules | null>(null);
  const typed = draft ?? rules;
  const { error } = save;
  const setTyped = (next: NotificationRules) => setDraft(isSame(next, rules) ? null : next);
  const setRule = (rule: NotificationRule) =>
    setTyped({
      ...typed,
      // The first time of day is meant where it is typed.
      timeZone: typed.timeZone ?? (rule.dailyAt === undefined ? null : ownZone()),
      items: typed.items.map((item) => (item.event === rule.event ? rule : item)),
    });
  const discard = () => {
    setDraft(null);
    save.reset();
  };
  const isDaily = typed.items.some(
    ({ dailyAt, isEnabled, channelIds }) =>
      dailyAt !== undefined && isEnabled && channelIds.length > 0,
  );
  const onSave = () =>
    save.mutate(
      { ...typed, timeZone: typed.timeZone ?? undefined },
      {
        onSuccess: () => {
          setDraft(null);
          toast.success('Notification rules saved');
        },
      },
    );
  return (
    <SaveForm
      what="the rules"
      label="Save rules"
      onSave={onSave}
      isPending={save.isPending}
      error={error}
      changes={{ isChanged: draft !== null, onDiscard: discard }}
    >
      <Panel title="Events" description="What each channel is told of." isFlush>
        {channels.length === 0 ? (
          <p className="px-4 py-3 text-13 text-muted">
            Add a channel, and then choose what it’s told of.
          </p>
        ) : (
          <ul className="divide-y divide-line">
            {typed.items.map((rule) => (
              <RuleRow
                key={rule.event}
                rule={rule}
                channels={channels}
                canManage={canManage}
                onChange={setRule}
              />
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Times" description="When messages are sent, and how many.">
        <TimesFields
          value={typed}
          isDaily={isDaily}
          canManage={canManage}
          onChange={(times) => setTyped({ ...typed, ...times })}
        />
      </Panel>
    </SaveForm>
  );
}

function isSame(some: NotificationRules, others: NotificationRules): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}

type RuleRowProps = {
  rule: NotificationRule;
  channels: readonly NotificationChannel[];
  canManage: boolean;
  onChange: (rule: NotificationRule) => void;
};

function RuleRow({ rule, channels, canManage, onChange }: RuleRowProps) {
  const { event, isEnabled, channelIds, hours } = rule;
  const label = kindLabels[event];
  // One that is off by the API shows no channel: choosing one turns it on, with that alone.
  const chosen = isEnabled ? channelIds : [];
  const turn = (id: string, isOn: boolean) => {
    const ids = isOn ? [...chosen, id] : chosen.filter((one) => one !== id);
    // Its time is in a time zone, which is then this person's until they choose another.
    const dailyAt = rule.dailyAt ?? (event === 'weekly_report' ? USUAL_DAILY_AT : undefined);
    onChange({ ...rule, isEnabled: true, channelIds: ids.toSorted(), ...(dailyAt && { dailyAt }) });
  };
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(12rem,2fr)_3fr]">
      <div className="text-13 font-medium">{label}</div>
      <div className="flex min-w-0 flex-col gap-2">
        <div role="group" aria-label={label} className="flex flex-wrap gap-x-5 gap-y-2">
          {channels.map(({ id, name, isDisabled }) => (
            <Checkbox
              key={id}
              label={
                <span className="wrap-anywhere">
                  {name}
                  {isDisabled && <span className="text-muted"> (disabled)</span>}
                </span>
              }
              checked={chosen.includes(id)}
              disabled={!canManage}
              onChange={({ target }) => turn(id, target.checked)}
            />
          ))}
        </div>
        {chosen.length > 0 &&
          (event === 'weekly_report' ? (
            <div className="flex items-center gap-2">
              <span className="text-13 text-muted">On Mondays at</span>
              <TimeField rule={rule} canManage={canManage} onChange={onChange} />
            </div>
          ) : (
            <WhenFields rule={rule} canManage={canManage} onChange={onChange} />
          ))}
        {event === 'device_offline' && chosen.length > 0 && (
          <Field label="Hours offline" help="Shorter outages aren’t reported.">
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={2_160}
                disabled={!canManage}
                className="max-w-24 tabular-nums"
                value={Number.isNaN(hours) ? '' : (hours ?? USUAL_OFFLINE_HOURS)}
                onChange={({ target }) => onChange({ ...rule, hours: target.valueAsNumber })}
              />
            )}
          </Field>
        )}
      </div>
    </li>
  );
}

type WhenFieldsProps = Pick<RuleRowProps, 'rule' | 'canManage' | 'onChange'>;

/** At once, or together with others once a day. */
function WhenFields({ rule, canManage, onChange }: WhenFieldsProps) {
  const { event, dailyAt, ...others } = rule;
  const label = kindLabels[event];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label={`When to send: ${label}`}
        className="w-36"
        disabled={!canManage}
        value={dailyAt === undefined ? 'at_once' : 'daily'}
        onChange={({ target }) =>
          onChange({
            ...{ event, ...others },
            ...(target.value === 'daily' && { dailyAt: USUAL_DAILY_AT }),
          })
        }
      >
        <option value="at_once">At once</option>
        <option value="daily">Once a day at</option>
      </Select>
      {dailyAt !== undefined && <TimeField rule={rule} canManage={canManage} onChange={onChange} />}
    </div>
  );
}

function TimeField({ rule, canManage, onChange }: WhenFieldsProps) {
  return (
    <Input
      type="time"
      required
      aria-label={`Time of day: ${kindLabels[rule.event]}`}
      className="w-28"
      disabled={!canManage}
      value={rule.dailyAt ?? USUAL_DAILY_AT}
      onChange={({ target }) => onChange({ ...rule, dailyAt: target.value })}
    />
  );
}
