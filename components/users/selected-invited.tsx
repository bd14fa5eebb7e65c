'use client';

import { useState } from 'react';
import { SelectionBar } from '@/components/items/selection-bar';
import type { Selection } from '@/components/items/use-selection';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { useWrite } from '@/components/ui/use-write';
import type { InvitedPerson } from '@/lib/contract/invited';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { HELD_ABOVE, HOLD_SECONDS } from '@/lib/shared/hold';
import { fetchAllInvited } from './invited-queries';
import type { UserListFilters } from './queries';
import type { InviteAgain } from './use-invite';

type SelectedInvitedProps = {
  selection: Selection<InvitedPerson>;
  /** Of all that match. */
  total: number;
  filters: UserListFilters;
  again: InviteAgain;
};

/** The number of people selected, on this page or of all that match, and *Invite again*. */
export function SelectedInvited({ selection, total, filters, again }: SelectedInvitedProps) {
  const { rows, isAll, isPageSelected } = selection;
  const [asked, setAsked] = useState<readonly InvitedPerson[] | null>(null);
  // Whom it is about is read before it is asked: the question names their number.
  const read = useWrite({ mutationFn: () => fetchAllInvited(filters) });
  const count = isAll ? total : rows.length;
  const ask = () => {
    if (!isAll) return setAsked(rows);
    read.mutate(undefined, { onSuccess: setAsked, onError: toast.failure });
  };
  return (
    <>
      <SelectionBar
        summary={count > 0 ? `${formatCount(count, 'person', 'people')} selected` : null}
        onClear={selection.clear}
      >
        {!isAll && isPageSelected && total > rows.length && (
          <Button size="sm" variant="ghost" onClick={selection.selectAllMatching}>
            Select all {formatNumber(total)} matching people
          </Button>
        )}
        <Button size="sm" isPending={read.isPending} onClick={ask}>
          Invite again…
        </Button>
      </SelectionBar>
      {asked && (
        <InviteAgainDialog
          people={asked}
          again={again}
          onSent={selection.clear}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

type InviteAgainDialogProps = {
  people: readonly InvitedPerson[];
  again: InviteAgain;
  onSent: () => void;
  onClose: () => void;
};

function InviteAgainDialog({ people, again, onSent, onClose }: InviteAgainDialogProps) {
  const accounts = new Set(people.map(({ accountId }) => accountId)).size;
  const number = formatCount(people.length, 'person', 'people');
  const close = () => {
    again.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      title={`Invite ${number} again?`}
      description={[
        `They are sent in ${accounts === 1 ? 'a batch' : `${formatCount(accounts, 'batch', 'batches')}, one for each account,`} named “Invited again”, with the seats of their last invitation.`,
        people.length > HELD_ABOVE &&
          `Sending starts after ${HOLD_SECONDS} seconds, so you can undo it.`,
        'RemotePC can’t cancel invitations after they’re sent.',
      ]
        .filter(Boolean)
        .join(' ')}
      confirm={`Invite ${number}`}
      isPending={again.isPending}
      error={again.error}
      onConfirm={() =>
        again.send(people, () => {
          onSent();
          onClose();
        })
      }
      onClose={close}
    />
  );
}
