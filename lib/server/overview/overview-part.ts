import 'server-only';
import { explainError } from '@/lib/server/explain-error';
import { describeError, log } from '@/lib/server/log';
import type { OverviewPart } from '@/lib/contract/overview';

/** Makes one part; where that fails the part says why, and the others stand. */
export async function overviewPart<T extends object>(
  name: string,
  make: () => Promise<T>,
): Promise<OverviewPart<T>> {
  try {
    return { isAvailable: true, ...(await make()) };
  } catch (thrown) {
    const { code, detail } = explainError(thrown);
    if (code === 'internal') {
      log().error({ part: name, error: describeError(thrown) }, 'part of the overview failed');
    }
    return { isAvailable: false, code, detail };
  }
}
