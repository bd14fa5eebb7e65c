import { isDatabaseReady } from '@/lib/server/db/is-ready';
import { json } from '@/lib/server/http/answers';
import { answer, resource } from '@/lib/server/http/route';
import { isWorkerRunning } from '@/lib/server/worker/is-running';

/** Whether the server can work. Returns only the states, because it needs no session. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: (request) =>
    answer(request, async () => {
      const checks = {
        database: (await isDatabaseReady()) ? 'ok' : 'failed',
        worker: isWorkerRunning() ? 'ok' : 'failed',
      };
      const isReady = Object.values(checks).every((state) => state === 'ok');
      return json({ status: isReady ? 'ok' : 'failed', checks }, { status: isReady ? 200 : 503 });
    }),
});
