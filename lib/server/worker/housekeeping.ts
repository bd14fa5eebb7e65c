import 'server-only';
import { closeLostRequests } from '@/lib/server/audit/close-lost-requests';
import { describeError, log } from '@/lib/server/log';
import { removeOutlived } from './remove-outlived';

const EVERY_MS = 60 * 60_000;

/** At the start and every hour; never in the way of anything else. */
export function startHousekeeping(): void {
  const tidy = () => {
    for (const [name, work] of Object.entries({ removeOutlived, closeLostRequests })) {
      work().catch((error: unknown) => {
        log().warn({ work: name, error: describeError(error) }, 'housekeeping failed');
      });
    }
  };
  tidy();
  setInterval(tidy, EVERY_MS).unref();
}
