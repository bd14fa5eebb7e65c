import { seatsHistoryQuerySchema, type SeatsPoint } from '@/lib/contract/seats-history';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { findSeatsHistory } from '@/lib/server/users/seats-history';
import { csvText } from '@/lib/shared/csv';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) => {
    const query = readQuery(request, seatsHistoryQuerySchema);
    const points = await findSeatsHistory(actor, query);
    if (query.format === 'json') return json({ points });
    return new Response(csvOf(points), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="seats.csv"',
        'cache-control': 'no-store',
      },
    });
  }),
});

/** A missing day has empty cells. */
function csvOf(points: readonly SeatsPoint[]): string {
  const rows = points.map((point) =>
    'missing' in point
      ? [point.on, null, null, null]
      : [point.on, point.seats, point.seatsUsed, point.users],
  );
  return csvText([['Day', 'Seats', 'Used', 'Users'], ...rows]);
}
