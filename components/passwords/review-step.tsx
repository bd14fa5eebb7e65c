'use client';

import { CheckedRows } from '@/components/lists/checked-rows';
import { HiddenNotice, ReadAsLine, readAsText } from '@/components/lists/read-as';
import { SignInAgainLink, StepFoot, SubmitProblem } from '@/components/lists/submit-parts';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { StepHeading } from '@/components/ui/step-heading';
import { TruncatedText } from '@/components/ui/text';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { PasswordList } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { columnsText, countReady, willDo, rowStates } from './row-states';

type ReviewStepProps = {
  list: PasswordList;
  /** Null if the list was pasted. */
  fileName: string | null;
  store: { isPending: boolean; error: ApiProblem | null; submittedAt: number };
  isReading: boolean;
  onHidden: (isIncluded: boolean) => void;
  onStore: () => void;
  onColumns: () => void;
  onBack: () => void;
};

/** What will happen to each row, before it happens. */
export function ReviewStep(props: ReviewStepProps) {
  const { list, fileName, store, isReading, onHidden, onStore, onColumns, onBack } = props;
  const { rows, columns, counts, customersAsOf, encoding } = list;
  const ready = countReady(counts);
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) py-4">
        <div>
          <StepHeading isEntered>Review</StepHeading>
          <ReadAsLine
            fileName={fileName}
            rows={rows.length}
            text={readAsText(list, columnsText(columns))}
            usersAsOf={customersAsOf}
            onColumns={onColumns}
          />
        </div>
        <HiddenNotice hidden={list.hidden} isReading={isReading} onInclude={onHidden} />
        {store.error && <StoreProblem problem={store.error} attempt={store.submittedAt} />}
        {customersAsOf === null && (
          <Notice tone="warn" title="Addresses can’t be compared with the user list">
            RemotePC can’t be reached. If you continue, passwords are also stored for addresses that
            aren’t users.
          </Notice>
        )}
        {encoding === 'windows-1252' && (
          <Notice tone="warn" title="Accented characters may be wrong">
            The file isn’t UTF-8, so it was read as Windows-1252. If passwords contain characters
            such as ä or é, save the file as XLSX or as UTF-8 CSV and upload it again.
          </Notice>
        )}
      </div>
      <PasswordRows list={list} stateHeading="Action" />
      <StepFoot summary={willDo(counts)}>
        <Button onClick={onBack}>Back</Button>
        <Button
          variant="primary"
          isPending={store.isPending}
          disabled={ready === 0}
          onClick={onStore}
        >
          {ready === 0 ? 'Nothing to store' : `Store ${formatCount(ready, 'password')}`}
        </Button>
      </StepFoot>
    </>
  );
}

function StoreProblem({ problem, attempt }: { problem: ApiProblem; attempt: number }) {
  const { status, code, isRefusal } = problem;
  const isUnknown = !isRefusal && code !== 'vault_locked';
  return (
    <SubmitProblem
      title={
        isUnknown
          ? 'Outcome unknown: the passwords may have been stored'
          : 'No passwords were stored'
      }
      problem={problem}
      attempt={attempt}
      hint={
        status === 401 ? (
          <>
            <SignInAgainLink />, then try again. Your list stays here.
          </>
        ) : (
          isUnknown && 'Try again. Either all passwords are stored or none, and repeating is safe.'
        )
      }
    />
  );
}

type PasswordRowsProps = { list: PasswordList; stateHeading: 'Action' | 'Result' };

export function PasswordRows({ list: { rows, counts }, stateHeading }: PasswordRowsProps) {
  return (
    <CheckedRows
      rows={rows}
      counts={counts}
      states={rowStates}
      heading="Email"
      stateHeading={stateHeading}
      subject={({ username }) =>
        username === null ? (
          <span className="text-muted">Hidden</span>
        ) : (
          <TruncatedText text={shownEmail(username)} />
        )
      }
    />
  );
}
