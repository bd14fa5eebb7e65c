import { formatNumber } from '@/lib/shared/format';
import type { OverviewDay } from '@/lib/contract/overview';
import { apart, plotY } from './plot-geometry';

const LABEL_GAP = 34;

type SeatsPlotLabelsProps = { day: OverviewDay; top: number; height: number };

/** What the two inks are, said where they end. */
export function SeatsPlotLabels({ day, top, height }: SeatsPlotLabelsProps) {
  const at = (value: number | null) => (plotY(value ?? 0, top) / 100) * height;
  const isOver = (day.seatsUsed ?? 0) > (day.seats ?? 0);
  const allotted = { label: 'Allotted', value: day.seats, ink: 'fill-plot-allotted' };
  const used = { label: 'Used', value: day.seatsUsed, ink: 'fill-plot-used' };
  const [upper, lower] = isOver ? [used, allotted] : [allotted, used];
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
