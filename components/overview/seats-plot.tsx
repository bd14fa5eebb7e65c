'use client';

import { useState, type PointerEvent } from 'react';
import { formatDay, formatNumber } from '@/lib/shared/format';
import type { OverviewDay } from '@/lib/contract/overview';
import { areaPath, linePath, plotRuns, plotTicks, plotX, plotY } from './plot-geometry';
import { SeatsPlotLabels } from './seats-plot-labels';

/** The height in pixels; the width is the panel's. */
const HEIGHT = 168;

/** Used seats as an area under a line of the allotted ones. For the eye: the table says the same. */
export function SeatsPlot({ days }: { days: readonly OverviewDay[] }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const ticks = plotTicks(days);
  const top = ticks.at(-1) ?? 1;
  const last = days.findLast(({ seats, seatsUsed }) => seats !== null && seatsUsed !== null);
  const used = plotRuns(days, 'seatsUsed', top);
  const allotted = plotRuns(days, 'seats', top);
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
          {allotted.map((run) => (
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
      ? 'no figures were taken'
      : `${formatNumber(seatsUsed)} of ${formatNumber(seats)} seats used`;
  return `${formatDay(day.day)}: ${figures}`;
}
