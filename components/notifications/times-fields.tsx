'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import type { NotificationRules, QuietHours } from '@/lib/contract/notifications';

type Times = Pick<NotificationRules, 'quietHours' | 'groupMinutes'>;

type TimesFieldsProps = {
  value: Times;
  canManage: boolean;
  onChange: (times: Partial<Times>) => void;
};

/** Quiet hours, and for how long messages of one kind are held together. */
export function TimesFields({ value, canManage, onChange }: TimesFieldsProps) {
  const { quietHours, groupMinutes } = value;
  const turn = (isOn: boolean) =>
    onChange({ quietHours: isOn ? { from: '22:00', to: '07:00', timeZone: ownZone() } : null });
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
  const zones = [
    ...new Set([value.timeZone, ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')]),
  ];
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
    <div className="grid gap-4 sm:grid-cols-[8rem_8rem_1fr]">
      {clock('from', 'From')}
      {clock('to', 'To')}
      <Field label="Time zone">
        {(control) => (
          <Select
            {...control}
            disabled={!canManage}
            value={value.timeZone}
            onChange={({ target }) => onChange({ ...value, timeZone: target.value })}
          >
            {zones.toSorted().map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
