import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventParameters, type EventFilters } from '@/components/audit-log/event-filters';

const none: EventFilters = {
  q: '',
  actor: '',
  target: '',
  action: null,
  account: null,
  outcome: null,
  when: null,
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

  it.each([
    ['today', '2026-11-29T00:00:00.000Z', null],
    ['last-7-days', '2026-11-23T00:00:00.000Z', null],
    ['last-30-days', '2026-10-31T00:00:00.000Z', null],
    ['this-month', '2026-11-01T00:00:00.000Z', null],
    ['last-month', '2026-10-01T00:00:00.000Z', '2026-10-31T23:59:59.999Z'],
  ] as const)('of the range “%s” go by the day on which the link is opened', (when, from, to) => {
    process.env.TZ = 'UTC';
    const now = new Date('2026-11-29T14:02:09Z');
    const parameters = eventParameters({ ...none, when }, now);
    expect([parameters.get('from'), parameters.get('to')]).toEqual([from, to]);
    expect(parameters.has('when')).toBe(false);
  });

  it('of last month are last year’s in January', () => {
    process.env.TZ = 'UTC';
    const january = new Date('2026-01-15T12:00:00Z');
    const parameters = eventParameters({ ...none, when: 'last-month' }, january);
    expect(parameters.get('from')).toBe('2025-12-01T00:00:00.000Z');
  });
});
