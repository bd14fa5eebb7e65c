'use client';

import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { SearchInput } from '@/components/ui/search-input';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { auditActions, describeAction } from '@/lib/shared/audit-actions';
import { formatCount } from '@/lib/shared/format';
import { compareTexts } from '@/lib/shared/text-order';
import { ALL_EVENTS } from '@/lib/shared/webhooks';

type EventChoiceProps = {
  /** Of the field that gets the focus if nothing is chosen. */
  id: string;
  /** Actions, or `*` alone. */
  events: readonly string[];
  error: string | undefined;
  onChange: (events: string[]) => void;
};

const labeled = auditActions
  .map((action) => ({ action, label: describeAction({ action, outcome: 'success' }) }))
  .toSorted((one, other) => compareTexts(one.label, other.label));

/** All events, or some of them by name. */
export function EventChoice({ id, events, error, onChange }: EventChoiceProps) {
  const [search, setSearch] = useState('');
  const isAll = events.includes(ALL_EVENTS);
  const wanted = search.trim().toLowerCase();
  const found = labeled.filter(
    ({ action, label }) => label.toLowerCase().includes(wanted) || action.includes(wanted),
  );
  const turn = (action: string, isOn: boolean) =>
    onChange(isOn ? [...events, action] : events.filter((one) => one !== action));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium">Events</legend>
      <SegmentedControl
        label="Which events"
        value={isAll ? 'all' : 'some'}
        options={[
          { value: 'all', label: 'All' },
          { value: 'some', label: 'Only some' },
        ]}
        onChange={(value) => onChange(value === 'all' ? [ALL_EVENTS] : [])}
        className="self-start"
      />
      {!isAll && (
        <>
          <SearchInput label="Search events" value={search} onValueChange={setSearch} />
          <div
            id={id}
            role="group"
            tabIndex={-1}
            aria-label="Events that are sent"
            className="flex h-56 flex-col gap-2 overflow-y-auto rounded-control border border-line p-3"
          >
            {found.map(({ action, label }) => (
              <Checkbox
                key={action}
                label={label}
                checked={events.includes(action)}
                onChange={({ target }) => turn(action, target.checked)}
              />
            ))}
            {found.length === 0 && <p className="text-muted">No event is named like this.</p>}
          </div>
          <p role="status" className="text-12 text-muted">
            {events.length === 0 ? 'None chosen' : `${formatCount(events.length, 'event')} chosen`}
          </p>
        </>
      )}
      {error && (
        <p role="alert" className="text-12 text-bad-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
