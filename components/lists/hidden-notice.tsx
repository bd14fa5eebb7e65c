import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/shared/format';

type HiddenNoticeProps = {
  hidden: { rows: number; columns: number; isIncluded: boolean } | undefined;
  isReading: boolean;
  onInclude: (isIncluded: boolean) => void;
};

/** What a workbook's sheet hides was left out, or is part of the list by choice. */
export function HiddenNotice({ hidden, isReading, onInclude }: HiddenNoticeProps) {
  if (!hidden) return null;
  const { rows, columns, isIncluded } = hidden;
  const parts = [
    rows > 0 && formatCount(rows, 'hidden row'),
    columns > 0 && formatCount(columns, 'hidden column'),
  ].filter((part) => part !== false);
  const isOne = rows + columns === 1;
  const state = isIncluded ? 'included' : 'left out';
  return (
    <Notice tone="warn" title={`${parts.join(' and ')} ${isOne ? 'was' : 'were'} ${state}`}>
      <p>The sheet hides {isOne ? 'it' : 'them'}, or a filter does.</p>
      <Button
        size="sm"
        className="mt-2"
        isPending={isReading}
        onClick={() => onInclude(!isIncluded)}
      >
        {isIncluded ? 'Leave out what is hidden' : 'Include what is hidden'}
      </Button>
    </Notice>
  );
}
