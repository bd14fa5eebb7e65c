import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/shared/format';
import type { DevicesPage } from '@/lib/contract/devices';

/** Says what remote.it left out of the list, so that nobody takes the rest for everything. */
export function IncompleteNotice({ missing }: Pick<DevicesPage, 'missing'>) {
  const marked = new Set(missing.flatMap(({ deviceId }) => deviceId ?? [])).size;
  const unnamed = missing.filter(({ deviceId }) => deviceId === null).length;
  const word = missing.find(({ message }) => message !== null)?.message;
  return (
    <div className="px-(--gutter) pb-4">
      <Notice tone="warn" title="This list is incomplete" isLive>
        <p>
          remote.it returned only part of it
          {marked > 0 && `: details of ${formatCount(marked, 'device')} are missing`}
          {unnamed > 0 &&
            `${marked > 0 ? ', and' : ':'} ${formatCount(unnamed, 'entry', 'entries')} couldn’t be read`}
          .{word && ` Its reason: “${word}”.`} Refresh the list to try again.
        </p>
      </Notice>
    </div>
  );
}
