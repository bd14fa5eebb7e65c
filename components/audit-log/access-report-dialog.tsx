'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { downloadFrom } from '@/components/ui/download';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { askAdmission } from '@/lib/client/admission';
import { formatDate } from '@/lib/shared/format';
import { formatMonth, lastMonths } from '@/lib/shared/months';
import { accessReportPath, proofQuery } from './queries';

type AccessReportDialogProps = { onClose: () => void; now?: Date };

/** A month's sign-ins as customer users, as a file. */
export function AccessReportDialog({ onClose, now = new Date() }: AccessReportDialogProps) {
  const months = lastMonths(now);
  // The last complete one.
  const [month, setMonth] = useState(months[1]);
  const removedBefore = useRemovedBefore(month);
  const download = () => {
    if (month === undefined) return;
    onClose();
    void downloadFrom(accessReportPath(month), () => askAdmission('exports'));
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Access report"
      description="Who signed in as which user, why, and who approved it, one line per sign-in."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={download}>
            Download CSV
          </Button>
        </>
      }
    >
      {removedBefore !== undefined && (
        <Notice tone="warn" title="Sign-ins may be missing">
          Events before {formatDate(removedBefore)} were removed by policy.
        </Notice>
      )}
      <Field label="Month" help="From its first to its last day in UTC.">
        {(control) => (
          <Select {...control} value={month} onChange={(event) => setMonth(event.target.value)}>
            {months.map((each) => (
              <option key={each} value={each}>
                {formatMonth(each)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Dialog>
  );
}

/** Until when events of this month are no longer in the log, if some were removed. */
function useRemovedBefore(month = ''): string | undefined {
  const { data } = useQuery(proofQuery());
  const before = data?.retention.removed?.before;
  return before && `${month}-01T00:00:00.000Z` < before ? before : undefined;
}
