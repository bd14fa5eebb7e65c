'use client';

import { useState, type PointerEvent } from 'react';
import type { OverviewDay } from '@/lib/contract/overview';
import { formatDay, formatNumber } from '@/lib/shared/format';

/** The height in pixels; the width is the panel's. */
const HEIGHT = 168;

/** Seats in use as an area under a line of all seats. Hidden from screen readers, which get the table. */
export function SeatsPlot({ days }: { days: readonly OverviewDay[] }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const ticks = plotTicks(days);
  const top = ticks.at(-1) ?? 1;
  const last = days.findLast(({ seats, seatsUsed }) => seats !== null && seatsUsed !== null);
  const used = plotRuns(days, 'seatsUsed', top);
  const seats = plotRuns(days, 'seats', top);
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    setPointed(Math.round(share * (days.length - 1)));
  };
  return (
    <figure aria-hidden className="flex flex-col gap-3">
      <figcaption className="h-4 text-12 text-muted tabular-nums">
        {describe(days[pointed ?? days.length - 1])}
      </figcaption>
      <div className="flex">
        <svg width={36} height={HEIGHT} className="shrink-0 overflow-visible">
          {ticks.map((tick) => (
            <text
              key={tick}
              x={28}
              y={(plotY(tick, top) / 100) * HEIGHT}
              dy="0.32em"
              textAnchor="end"
              className="fill-muted text-12 tabular-nums"
            >
              {formatNumber(tick)}
            </text>
          ))}
        </svg>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          height={HEIGHT}
          className="min-w-0 flex-1 overflow-visible [&_*]:[vector-effect:non-scaling-stroke]"
          onPointerMove={follow}
          onPointerDown={follow}
          onPointerLeave={() => setPointed(null)}
        >
          <rect width="100" height="100" fill="transparent" />
          {ticks.map((tick) => (
            <path key={tick} d={`M0 ${plotY(tick, top)}H100`} className="stroke-line" />
          ))}
          {used.map((run) => (
            <path key={run[0]?.x} d={areaPath(run)} className="fill-plot-used opacity-20" />
          ))}
          {used.map((run) => (
            <path
              key={run[0]?.x}
              d={linePath(run)}
              className={`stroke-plot-used ${lineClass(run)}`}
            />
          ))}
          {seats.map((run) => (
            <path
              key={run[0]?.x}
              d={linePath(run)}
              className={`stroke-plot-allotted ${lineClass(run)}`}
            />
          ))}
          {pointed !== null && (
            <path d={`M${plotX(pointed, days.length)} 0V100`} className="stroke-control" />
          )}
        </svg>
        {last && <SeatsPlotLabels day={last} top={top} height={HEIGHT} />}
      </div>
      <div className="mr-26 ml-9 flex justify-between text-12 text-muted">
        <span>{formatDay(days[0]?.day ?? '')}</span>
        <span>{formatDay(days.at(-1)?.day ?? '')}</span>
      </div>
    </figure>
  );
}

function lineClass(run: readonly unknown[]): string {
  return run.length === 1
    ? 'fill-none stroke-[5px] [stroke-linecap:round]'
    : 'fill-none stroke-[1.5px] [stroke-linejoin:round]';
}

function describe(day: OverviewDay | undefined): string {
  if (!day) return '';
  const { seats, seatsUsed } = day;
  const figures =
    seats === null || seatsUsed === null
      ? 'no data'
      : `${formatNumber(seatsUsed)} of ${formatNumber(seats)} seats in use`;
  return `${formatDay(day.day)}: ${figures}`;
}

/** The plot's own coordinates: 0…100 from left to right and from top to bottom. */
const SIZE = 100;

type PlotPoint = { x: number; y: number };

type Figure = 'seats' | 'seatsUsed';

/** Round numbers for the grid lines, from 0 to one that no figure exceeds. */
export function plotTicks(days: readonly OverviewDay[]): number[] {
  const largest = Math.max(
    1,
    ...days.map(({ seats, seatsUsed }) => Math.max(seats ?? 0, seatsUsed ?? 0)),
  );
  const step = niceStep(largest / 3);
  const count = Math.ceil(largest / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is at least `least`. */
function niceStep(least: number): number {
  for (let magnitude = 1; ; magnitude *= 10) {
    const step = [1, 2, 5].map((factor) => factor * magnitude).find((size) => size >= least);
    if (step) return step;
  }
}

/**
 * The points of a figure, in runs of consecutive days. A missing day ends a run, so that no line is
 * drawn across a gap, and no gap looks like a zero.
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

function plotX(index: number, count: number): number {
  return rounded(count > 1 ? (index / (count - 1)) * SIZE : SIZE);
}

function plotY(value: number, top: number): number {
  return rounded(SIZE - (value / top) * SIZE);
}

/** A line through the points of a run. A single day is a dot, drawn as a line of no length. */
export function linePath(run: readonly PlotPoint[]): string {
  const [first] = run;
  if (!first) return '';
  if (run.length === 1) return `M${first.x} ${first.y}h0`;
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** The area from a run down to zero. A single day has none. */
export function areaPath(run: readonly PlotPoint[]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || run.length === 1) return '';
  return `${linePath(run)}V${SIZE}H${first.x}Z`;
}

/** Positions of two labels in `0…height` so that they don't overlap. */
export function apart(upper: number, lower: number, gap: number, height: number): [number, number] {
  if (lower - upper >= gap) return [upper, lower];
  const middle = Math.min(Math.max((upper + lower) / 2, gap / 2), height - gap / 2);
  return [middle - gap / 2, middle + gap / 2];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const LABEL_GAP = 34;

type SeatsPlotLabelsProps = { day: OverviewDay; top: number; height: number };

/** Labels for both colors, at the end of their lines. */
function SeatsPlotLabels({ day, top, height }: SeatsPlotLabelsProps) {
  const at = (value: number | null) => (plotY(value ?? 0, top) / 100) * height;
  const isOver = (day.seatsUsed ?? 0) > (day.seats ?? 0);
  const seats = { label: 'Seats', value: day.seats, ink: 'fill-plot-allotted' };
  const used = { label: 'In use', value: day.seatsUsed, ink: 'fill-plot-used' };
  const [upper, lower] = isOver ? [used, seats] : [seats, used];
  const [upperY, lowerY] = apart(at(upper.value), at(lower.value), LABEL_GAP, height);
  return (
    <svg width={104} height={height} className="shrink-0 overflow-visible">
      {[
        { ...upper, y: upperY },
        { ...lower, y: lowerY },
      ].map(({ label, value, ink, y }) => (
        <g key={label}>
          <rect x={10} y={y - 11} width={8} height={8} rx={2} className={ink} />
          <text x={24} y={y - 3} className="fill-muted text-12">
            {label}
          </text>
          <text x={24} y={y + 12} className="fill-ink text-13 font-medium tabular-nums">
            {formatNumber(value ?? 0)}
          </text>
        </g>
      ))}
    </svg>
  );
}
