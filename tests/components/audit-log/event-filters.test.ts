import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventParameters, type EventFilters } from '@/components/audit-log/event-filters';

const none: EventFilters = {
  actor: '',
  target: '',
  action: null,
  account: null,
  outcome: null,
  from: '',
  to: '',
};
const zoneBefore = process.env.TZ;

afterEach(() => {
  process.env.TZ = zoneBefore;
});

/** The bounds sent for days that a reader in this time zone selects. */
function bounds(zone: string, from: string, to: string): (string | null)[] {
  process.env.TZ = zone;
  const parameters = eventParameters({ ...none, from, to });
  return [parameters.get('from'), parameters.get('to')];
}

describe('days of the audit log', () => {
  beforeEach(() => {
    delete process.env.TZ;
  });

  it('are in the reader’s time zone, west of Greenwich as well as east', () => {
    expect(bounds('America/Los_Angeles', '2026-11-28', '2026-11-28')).toEqual([
      '2026-11-28T08:00:00.000Z',
      '2026-11-29T07:59:59.999Z',
    ]);
    expect(bounds('Asia/Kolkata', '2026-11-28', '2026-11-29')).toEqual([
      '2026-11-27T18:30:00.000Z',
      '2026-11-29T18:29:59.999Z',
    ]);
  });

  it('have 23 or 25 hours when the clocks change', () => {
    expect(bounds('Europe/Berlin', '2026-03-29', '2026-03-29')).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
    ]);
    expect(bounds('Europe/Berlin', '2026-10-25', '2026-10-25')).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T22:59:59.999Z',
    ]);
  });

  it('are left out if empty or not a day', () => {
    expect(bounds('UTC', '', 'yesterday')).toEqual([null, null]);
    expect(bounds('UTC', '2026-11-28', '')).toEqual(['2026-11-28T00:00:00.000Z', null]);
  });
});
