'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import type { NotificationRules, QuietHours } from '@/lib/contract/notifications';

type Times = Pick<NotificationRules, 'quietHours' | 'groupMinutes' | 'timeZone'>;

type TimesFieldsProps = {
  value: Times;
  /** Something is told once a day. */
  isDaily: boolean;
  canManage: boolean;
  onChange: (times: Partial<Times>) => void;
};

/** Quiet hours, the time zone, and for how long messages of one kind are held together. */
export function TimesFields({ value, isDaily, canManage, onChange }: TimesFieldsProps) {
  const { quietHours, groupMinutes, timeZone } = value;
  const zone = timeZone ?? ownZone();
  const turn = (isOn: boolean) =>
    onChange({
      timeZone: zone,
      quietHours: isOn ? { from: '22:00', to: '07:00', timeZone: zone } : null,
    });
  return (
    <div className="flex flex-col gap-4">
      <Checkbox
        label="Quiet hours"
        help="Nothing is sent in them, whatever it is. What comes meanwhile is sent together afterwards."
        checked={quietHours !== null}
        disabled={!canManage}
        onChange={({ target }) => turn(target.checked)}
      />
      {quietHours && (
        <QuietFields
          value={quietHours}
          canManage={canManage}
          onChange={(hours) => onChange({ quietHours: hours })}
        />
      )}
      {(quietHours || isDaily) && (
        <ZoneField
          value={timeZone ?? 'UTC'}
          help={isDaily ? 'For quiet hours and what is sent once a day.' : undefined}
          canManage={canManage}
          onChange={(name) =>
            onChange({
              timeZone: name,
              quietHours: quietHours && { ...quietHours, timeZone: name },
            })
          }
        />
      )}
      <Field
        label="Minutes between messages of a kind"
        help="Events that come sooner are sent as one message. Requests for approval and new browsers wait for a minute at most."
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={0}
            max={1_440}
            disabled={!canManage}
            className="max-w-24 tabular-nums"
            value={Number.isNaN(groupMinutes) ? '' : groupMinutes}
            onChange={({ target }) => onChange({ groupMinutes: target.valueAsNumber })}
          />
        )}
      </Field>
    </div>
  );
}

type QuietFieldsProps = {
  value: QuietHours;
  canManage: boolean;
  onChange: (hours: QuietHours) => void;
};

function QuietFields({ value, canManage, onChange }: QuietFieldsProps) {
  const clock = (name: 'from' | 'to', label: string) => (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          type="time"
          disabled={!canManage}
          value={value[name]}
          onChange={({ target }) => onChange({ ...value, [name]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-[8rem_8rem]">
      {clock('from', 'From')}
      {clock('to', 'To')}
    </div>
  );
}

type ZoneFieldProps = {
  value: string;
  help: string | undefined;
  canManage: boolean;
  onChange: (name: string) => void;
};

function ZoneField({ value, help, canManage, onChange }: ZoneFieldProps) {
  const zones = [...new Set([value, ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Field label="Time zone" help={help} className="sm:max-w-80">
      {(control) => (
        <Select
          {...control}
          disabled={!canManage}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {zones.toSorted().map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
