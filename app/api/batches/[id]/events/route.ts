import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { LAST_EVENT, streamBatch } from '@/lib/server/invitations/stream-batch';

const open = withStaff(
  'batches.read',
  async ({ request, params, actor }) => {
    const { id } = await findBatch(actor, params.id ?? '');
    // Only this response stops a browser from reconnecting.
    if (request.headers.get('last-event-id') === LAST_EVENT) return noContent();
    const { sessionId } = actor;
    return new Response(streamBatch(id, { sessionId, signal: request.signal }), {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  },
  // A browser reconnects automatically again and again. A stream ends with its session.
  { isBackground: true, forTokens: 'none' },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  { GET: open },
  { hasHead: false },
);
