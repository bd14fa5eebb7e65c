import 'server-only';
import { z } from 'zod';

const segment = z.union([
  z.string(),
  z.tuple([
    z.string(),
    z.string(),
    z.string().regex(/^(c|oc|d|[cd]i(\(\.\.\)\(\.\.\)|\(\.{1,3}\)))$/),
    z.array(z.string()).nullable(),
  ]),
]);

/** Of Next's `flightRouterStateSchema`; anything stricter only costs a page that is sent whole. */
const routerState: z.ZodType<unknown> = z.lazy(() =>
  z.tuple([
    segment,
    z.record(z.string(), routerState),
    z.tuple([z.string(), z.string()]).nullable().optional(),
    z.enum(['refetch', 'inside-shared-layout', 'metadata-only']).nullable().optional(),
    z.number().nullable().optional(),
    z.string().optional(),
  ]),
);

/**
 * Whether Next will take this `next-router-state-tree`, in which its client says what page it is
 * on. What it can't parse, Next answers with a bare 500; without the header it sends the page whole.
 */
export function isRouterState(header: string | string[]): boolean {
  if (typeof header !== 'string') return false;
  try {
    return routerState.safeParse(JSON.parse(decodeURIComponent(header))).success;
  } catch {
    return false;
  }
}
