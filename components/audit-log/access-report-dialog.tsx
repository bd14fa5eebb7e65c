'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { downloadFrom } from '@/components/ui/download';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import { askAdmission } from '@/lib/client/admission';
import { accessReportPath } from './queries';

type AccessReportDialogProps = { onClose: () => void; now?: Date };

const MONTHS_BACK = 24;

/** A month's sign-ins as customer users, as a file. */
export function AccessReportDialog({ onClose, now = new Date() }: AccessReportDialogProps) {
  const months = lastMonths(now);
  // The last complete one.
  const [month, setMonth] = useState(months[1]);
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
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={download}>
            Download CSV
          </Button>
        </>
      }
    >
      <Field label="Month" help="From its first to its last day in UTC.">
        {(control) => (
          <Select {...control} value={month} onChange={(event) => setMonth(event.target.value)}>
            {months.map((each) => (
              <option key={each} value={each}>
                {monthName(each)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Dialog>
  );
}

/** This month and those before it, as "2026-11". */
function lastMonths(now: Date): string[] {
  return Array.from({ length: MONTHS_BACK }, (_, back) => {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return month.toISOString().slice(0, 7);
  });
}

const NAMES =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

function monthName(month: string): string {
  return `${NAMES[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}
