import type { OverviewDay } from '@/lib/contract/overview';

/** The plot's own coordinates: 0…100 from left to right and from top to bottom. */
const SIZE = 100;

export type PlotPoint = { x: number; y: number };

type Figure = 'seats' | 'seatsUsed';

/** Round numbers to draw lines at, from 0 up to one that no figure goes beyond. */
export function plotTicks(days: readonly OverviewDay[]): number[] {
  const largest = Math.max(
    1,
    ...days.map(({ seats, seatsUsed }) => Math.max(seats ?? 0, seatsUsed ?? 0)),
  );
  const step = niceStep(largest / 3);
  const count = Math.ceil(largest / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** 1, 2, 5, 10, 20, 50, …: the smallest of these that is not below `least`. */
function niceStep(least: number): number {
  for (let magnitude = 1; ; magnitude *= 10) {
    const step = [1, 2, 5].map((factor) => factor * magnitude).find((size) => size >= least);
    if (step) return step;
  }
}

/**
 * The points of a figure, in runs of days that follow each other. Where a day is missing a run ends
 * and another begins: nothing is drawn across a gap, and no gap is taken for a zero.
 */
export function plotRuns(days: readonly OverviewDay[], figure: Figure, top: number): PlotPoint[][] {
  const runs: PlotPoint[][] = [];
  let run: PlotPoint[] | null = null;
  days.forEach((day, index) => {
    const value = day[figure];
    if (value === null) {
      run = null;
      return;
    }
    if (run === null) {
      run = [];
      runs.push(run);
    }
    run.push({ x: plotX(index, days.length), y: plotY(value, top) });
  });
  return runs;
}

export function plotX(index: number, count: number): number {
  return rounded(count > 1 ? (index / (count - 1)) * SIZE : SIZE);
}

export function plotY(value: number, top: number): number {
  return rounded(SIZE - (value / top) * SIZE);
}

/** A line through the points of a run; a single day is a dot, drawn as a line of no length. */
export function linePath(run: readonly PlotPoint[]): string {
  const [first] = run;
  if (!first) return '';
  if (run.length === 1) return `M${first.x} ${first.y}h0`;
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** The area from a run down to zero; a single day has none. */
export function areaPath(run: readonly PlotPoint[]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || run.length === 1) return '';
  return `${linePath(run)}V${SIZE}H${first.x}Z`;
}

/** Where two labels stand so that they don't lie upon each other: each in `0…height`. */
export function apart(upper: number, lower: number, gap: number, height: number): [number, number] {
  if (lower - upper >= gap) return [upper, lower];
  const middle = Math.min(Math.max((upper + lower) / 2, gap / 2), height - gap / 2);
  return [middle - gap / 2, middle + gap / 2];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
