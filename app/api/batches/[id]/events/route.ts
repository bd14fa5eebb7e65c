import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { LAST_EVENT, streamBatch } from '@/lib/server/invitations/stream-batch';

const open = withStaff(
  'batches.read',
  async ({ request, params, actor }) => {
    const { id, accountId } = await findBatch(actor, params.id ?? '');
    // Only this response stops a browser from reconnecting.
    if (request.headers.get('last-event-id') === LAST_EVENT) return noContent();
    const { sessionId, token } = actor;
    const holder = { sessionId, ...(token && { token: { id: token.id, accountId } }) };
    return new Response(streamBatch(id, { ...holder, signal: request.signal }), {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  },
  // A browser reconnects automatically again and again. A stream ends with its session or token.
  { isBackground: true },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  { GET: open },
  { hasHead: false },
);
