import Link from 'next/link';
import { EmptyCell, Td, Tr } from '@/components/ui/table';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { TruncatedText } from '@/components/ui/truncated-text';
import { formatNumber } from '@/lib/shared/format';
import type { Batch } from '@/lib/contract/invitations';
import { batchTitle } from './batch-title';
import { describeBatch } from './describe-batch';
import { problemsIn, sentIn } from './invitation-states';
import { OutcomeBar } from './outcome-bar';

/** The whole row leads to the batch. */
export function BatchesTableRow({ batch }: { batch: Batch }) {
  const { counts, total } = batch;
  const { tone, label, isBusy } = describeBatch(batch, 0);
  const problems = problemsIn(counts);
  const status = <Status tone={tone} label={label} isBusy={isBusy} />;
  return (
    <Tr isOpener>
      <Td className="py-1.5 sm:w-2/5 sm:max-w-0 sm:py-0">
        <Link
          href={`/invitations/${batch.id}`}
          data-open=""
          className="line-clamp-2 font-medium break-words hover:underline sm:line-clamp-1 sm:break-all"
        >
          {batchTitle(batch)}
        </Link>
        <span className="block text-12 text-muted sm:hidden">{status}</span>
      </Td>
      <Td className="hidden sm:table-cell">{status}</Td>
      <Td className="w-32 py-1.5 sm:w-auto sm:py-0">
        <span className="flex flex-col gap-x-3 gap-y-1 sm:flex-row sm:items-center">
          <OutcomeBar counts={counts} total={total} className="w-full sm:w-24" />
          <span className="text-12 whitespace-nowrap text-muted tabular-nums">
            {formatNumber(sentIn(counts))} of {formatNumber(total)} sent
            {problems > 0 && (
              <span className="text-warn-text"> · {formatNumber(problems)} to look at</span>
            )}
          </span>
        </span>
      </Td>
      <Td className="hidden w-1/5 max-w-0 text-muted lg:table-cell">
        {batch.createdBy ? <TruncatedText text={batch.createdBy} /> : <EmptyCell />}
      </Td>
      <Td className="hidden text-right text-muted md:table-cell">
        <RelativeTime at={batch.createdAt} />
      </Td>
    </Tr>
  );
}
