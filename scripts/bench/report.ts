import { cpus, loadavg } from 'node:os';

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The largest over the smallest: how much a series varied during the run. */
export function swing(values: number[]): number {
  return Math.max(...values) / Math.min(...values);
}

export function machineLine(): string {
  const [one = 0] = loadavg();
  const model = cpus()[0]?.model ?? 'unknown';
  return `${cpus().length} × ${model}, Node ${process.versions.node}, load ${one.toFixed(1)}`;
}

/** A table in plain text, with columns as wide as they need to be. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
