import { expect, it } from 'vitest';
import { apart, areaPath, linePath, plotRuns, plotTicks } from '@/components/seats/seats-plot';
import { aDay } from '@/tests/components/overview/support';

const days = [
  aDay('2026-11-18', 4, 10),
  aDay('2026-11-19', 5, 10),
  aDay('2026-11-20', null, null),
  aDay('2026-11-21', 0, 10),
  aDay('2026-11-22', 5, 10),
];

it('leaves a gap for a missing day: no line crosses it, and it isn’t a zero', () => {
  expect(plotRuns(days, 'seatsUsed', 10)).toEqual([
    [
      { x: 0, y: 60 },
      { x: 25, y: 50 },
    ],
    [
      { x: 75, y: 100 },
      { x: 100, y: 50 },
    ],
  ]);
});

it('closes the area of a run at zero', () => {
  const [, run = []] = plotRuns(days, 'seatsUsed', 10);
  expect(linePath(run)).toBe('M75 100L100 50');
  expect(areaPath(run)).toBe('M75 100L100 50V100H75Z');
});

it('shows a single day between gaps as a dot, without an area', () => {
  const lone = [
    aDay('2026-11-20', null, null),
    aDay('2026-11-21', 5, 10),
    aDay('2026-11-22', null, null),
  ];
  const [run = []] = plotRuns(lone, 'seatsUsed', 10);
  expect(linePath(run)).toBe('M50 50h0');
  expect(areaPath(run)).toBe('');
});

it('draws nothing if no day is known', () => {
  expect(plotRuns([aDay('2026-11-22', null, null)], 'seats', 10)).toEqual([]);
});

it('puts grid lines at round numbers, the last at or above every figure', () => {
  expect(plotTicks([aDay('2026-11-22', 1891, 2892)])).toEqual([0, 1000, 2000, 3000]);
  expect(plotTicks([aDay('2026-11-22', 12, 7)])).toEqual([0, 5, 10, 15]);
  expect(plotTicks([aDay('2026-11-22', 0, 0)])).toEqual([0, 1]);
  expect(plotTicks([aDay('2026-11-22', null, null)])).toEqual([0, 1]);
});

it('keeps labels apart and inside the chart', () => {
  expect(apart(10, 100, 34, 168)).toEqual([10, 100]);
  expect(apart(80, 90, 34, 168)).toEqual([68, 102]);
  expect(apart(0, 2, 34, 168)).toEqual([0, 34]);
});
