'use client';

import { toast } from '@/components/ui/toast';
import type { PendingChange } from '@/lib/contract/changes';
import { nameAndAddress } from '@/lib/shared/person-name';
import { changedName, kindWords } from './change-words';
import { DecisionDialog } from './decision-dialog';
import { Differences } from './differences';
import { useDecideChange } from './queries';

type DecideChangeDialogProps = { change: PendingChange; approve: boolean; onClose: () => void };

/** Approves, and so makes, someone else's change, or declines it. */
export function DecideChangeDialog({ change, approve, onClose }: DecideChangeDialogProps) {
  const { askedBy, kind, targetName } = change;
  const request = `${nameAndAddress(askedBy)} asked to ${kindWords[kind]} ${changedName(change)}.`;
  const decide = useDecideChange(change.id);
  const onDecide = (note: string) =>
    decide.mutate(
      { approve, ...(note && { note }) },
      {
        onSuccess: () => {
          toast.success(approve ? 'Approved and applied' : 'Declined', { description: targetName });
          onClose();
        },
      },
    );
  return (
    <DecisionDialog
      noun="change"
      approve={approve}
      description={approve ? `${request} It takes effect at once.` : request}
      decide={decide}
      request={<Differences changes={change.changes} />}
      noteHelp="Shown to the requester."
      onDecide={onDecide}
      onClose={onClose}
    />
  );
}
