import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { Td, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/truncated-text';
import { formatCount, formatNumber } from '@/lib/shared/format';
import type { BatchRow } from '@/lib/contract/invitations';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { invitationStates } from './invitation-states';

/** One address: its state, our sentence, and RemotePC's own word. */
export function BatchRowsRow({ row }: { row: BatchRow }) {
  const { email, seats, status, message, upstreamCode, attempts } = row;
  const { label, tone, sentence } = invitationStates[status];
  const text = message ?? sentence;
  // Our sentence may hold it already.
  const isWordNews = upstreamCode && status !== 'invited' && !text?.includes(upstreamCode);
  return (
    <Tr>
      <Td className="w-3/5 max-w-0 py-1.5 align-top sm:w-2/5">
        <TruncatedText text={shownEmail(email)} />
        <span className="block text-12 text-muted sm:hidden">{formatCount(seats, 'seat')}</span>
      </Td>
      <Td isNumeric className="hidden py-1.5 align-top sm:table-cell">
        {formatNumber(seats)}
      </Td>
      <Td className="py-1.5 align-top">
        <Status tone={tone} label={label} isBusy={status === 'sending'} />
        {attempts > 1 && (
          <span className="text-12 text-muted"> · sent {formatNumber(attempts)} times</span>
        )}
        {text && <p className="text-12 text-muted">{text}</p>}
        {isWordNews && (
          <p className="text-12 text-muted">
            RemotePC’s word: <code className="font-mono break-all">{upstreamCode}</code>
          </p>
        )}
      </Td>
      <Td className="hidden py-1.5 text-right align-top text-muted lg:table-cell">
        <RelativeTime at={row.updatedAt} />
      </Td>
    </Tr>
  );
}
