import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  activityParameters,
  type ActivityListFilters,
} from '@/components/audit-log/activity-filters';

const none: ActivityListFilters = {
  actor: '',
  target: '',
  action: null,
  outcome: null,
  from: '',
  to: '',
};
const zoneBefore = process.env.TZ;

afterEach(() => {
  process.env.TZ = zoneBefore;
});

/** The bounds that go out for the days chosen by a reader in this zone. */
function bounds(zone: string, from: string, to: string): (string | null)[] {
  process.env.TZ = zone;
  const parameters = activityParameters({ ...none, from, to });
  return [parameters.get('from'), parameters.get('to')];
}

describe('days of the audit log', () => {
  beforeEach(() => {
    delete process.env.TZ;
  });

  it('are the reader’s own, west of Greenwich as well as east of it', () => {
    expect(bounds('America/Los_Angeles', '2026-11-28', '2026-11-28')).toEqual([
      '2026-11-28T08:00:00.000Z',
      '2026-11-29T07:59:59.999Z',
    ]);
    expect(bounds('Asia/Kolkata', '2026-11-28', '2026-11-29')).toEqual([
      '2026-11-27T18:30:00.000Z',
      '2026-11-29T18:29:59.999Z',
    ]);
  });

  it('have 23 or 25 hours where clocks are changed', () => {
    expect(bounds('Europe/Berlin', '2026-03-29', '2026-03-29')).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
    ]);
    expect(bounds('Europe/Berlin', '2026-10-25', '2026-10-25')).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T22:59:59.999Z',
    ]);
  });

  it('are left out where nothing or no day is given', () => {
    expect(bounds('UTC', '', 'yesterday')).toEqual([null, null]);
    expect(bounds('UTC', '2026-11-28', '')).toEqual(['2026-11-28T00:00:00.000Z', null]);
  });
});
