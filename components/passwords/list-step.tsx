'use client';

import { AccountSelect } from '@/components/account-choice/account-select';
import { ListEntry, ListTips } from '@/components/lists/list-entry';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import type { PasswordSource } from './queries';

type ListStepProps = {
  text: string;
  isReading: boolean;
  /** Why the list couldn't be read. */
  problem: string | null;
  onType: (text: string) => void;
  onRead: (source: PasswordSource) => void;
};

export function ListStep(props: ListStepProps) {
  return (
    <PageBody width="form" className="pt-5">
      <div className="mb-3">
        <StepHeading
          isEntered={false}
          hint="Only the encrypted passwords are kept. The list itself is checked and never stored."
        >
          Add a list
        </StepHeading>
      </div>
      <div className="mb-3 empty:hidden">
        <AccountSelect
          upstream="remotepc"
          help="The reseller account whose users the list is about."
          isDisabled={props.isReading}
        />
      </div>
      <ListEntry
        {...props}
        fileLabel="File with email addresses and passwords"
        fileHint="or drop it here: Excel, CSV or text, up to 10 MiB and 50,000 rows"
        pasteHelp="One user per line: email and password, separated by a semicolon, comma or tab."
        placeholder={'ann@customer.example;her password\nbob@customer.example;his password'}
        note="Nothing is saved yet."
      />
      <ListTips>
        <ul className="mt-2 flex list-disc flex-col gap-1.5 pl-5 text-muted">
          <li>
            A table whose columns are separated by comma, semicolon, tab or pipe, with or without a
            header row, or an Excel workbook. If the columns aren’t clear, you’re asked.
          </li>
          <li>
            Passwords are read exactly as written. Enclose a password in double quotes if it starts
            with one or contains the separator, and double any quotes inside it.
          </li>
          <li>
            In a workbook, format the password column as text before typing. Otherwise Excel drops
            leading zeros and turns some passwords into dates or formulas.
          </li>
          <li>
            A password that starts or ends with a space is skipped, because the space may not be
            part of it.
          </li>
        </ul>
      </ListTips>
    </PageBody>
  );
}
