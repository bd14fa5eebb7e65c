import { useEffect, useRef, useState } from 'react';
import type { Batch } from '@/lib/contract/invitations';
import { finishedIn } from './invitation-states';

/** How many rows had finished at a moment (epoch milliseconds). */
export type Progress = { atMs: number; finished: number };

/** Long enough that the pauses between two chunks don't make the estimate jump. */
const WINDOW_MS = 60_000;
const SHORTEST_MS = 5_000;

/**
 * The milliseconds that the rest will take at the pace of the last minute; null while that isn't
 * known. `seen`: oldest first.
 */
export function timeLeft(seen: readonly Progress[], total: number): number | null {
  const last = seen.at(-1);
  const first = last && seen.find(({ atMs }) => last.atMs - atMs <= WINDOW_MS);
  if (!first || last.atMs - first.atMs < SHORTEST_MS) return null;
  const rows = last.finished - first.finished;
  const left = total - last.finished;
  if (rows <= 0 || left <= 0) return null;
  return (left * (last.atMs - first.atMs)) / rows;
}

/** The same for a batch that is being sent while the page watches. */
export function useTimeLeft({ status, counts, total }: Batch): number | null {
  const seen = useRef<Progress[]>([]);
  const [leftMs, setLeftMs] = useState<number | null>(null);
  const finished = finishedIn(counts);
  const isRunning = status === 'running';
  useEffect(() => {
    const now = { atMs: Date.now(), finished };
    const recent = seen.current.filter(({ atMs }) => now.atMs - atMs <= WINDOW_MS);
    seen.current = isRunning ? [...recent, now] : [];
    setLeftMs(timeLeft(seen.current, total));
  }, [finished, isRunning, total]);
  return leftMs;
}

/** "less than a minute left", "about 3 min left", "about 2 h left". */
export function timeLeftText(leftMs: number): string {
  const minutes = Math.ceil(leftMs / 60_000);
  if (minutes <= 1) return 'less than a minute left';
  if (minutes < 90) return `about ${minutes} min left`;
  return `about ${Math.round(minutes / 60)} h left`;
}
