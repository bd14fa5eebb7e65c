'use client';

import { useState, type FormEvent } from 'react';
import { LimitField, limitText, readLimit } from '@/components/settings/limit-field';
import { useSavePolicy } from '@/components/settings/queries';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { AccountPolicy } from '@/lib/contract/policy';
import { formatNumber } from '@/lib/shared/format';

const FIELD_ID = 'max-seats-per-invitation';
const SEATS = [0, 100_000] as const;

type PolicyFormProps = { accountId: string; policy: AccountPolicy };

/** The most computers for one invitation; empty means no limit. */
export function PolicyForm({ accountId, policy }: PolicyFormProps) {
  const save = useSavePolicy(accountId);
  const [text, setText] = useState(limitText(policy.maxSeatsPerInvitation));
  const [ownFault, setOwnFault] = useState<string>();
  const fault = ownFault ?? save.error?.errorAt('maxSeatsPerInvitation');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const limit = readLimit(text, SEATS);
    setOwnFault(
      limit === undefined ? 'Type a whole number from 0 to 100,000, or nothing.' : undefined,
    );
    if (limit === undefined) return document.getElementById(FIELD_ID)?.focus();
    if (save.isPending) return;
    save.mutate(
      { ...policy, maxSeatsPerInvitation: limit },
      {
        onSuccess: (saved) => {
          setText(limitText(saved.maxSeatsPerInvitation));
          toast.success(savedText(saved));
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <LimitField
        id={FIELD_ID}
        label="Most computers per invitation"
        help="An invitation that asks for more has to be put right before it is sent. Empty: no limit."
        error={fault}
        text={text}
        onType={(typed) => {
          setText(typed);
          setOwnFault(undefined);
        }}
      />
      {save.error && !fault && (
        <Notice
          tone="bad"
          title={
            save.error.isRefusal
              ? 'The policy was not saved'
              : 'It isn’t known whether the policy was saved'
          }
          isLive
        >
          {save.error.detail}
        </Notice>
      )}
      <div>
        <Button type="submit" isPending={save.isPending}>
          Save limit
        </Button>
      </div>
    </form>
  );
}

function savedText({ maxSeatsPerInvitation: limit }: AccountPolicy): string {
  return limit === null
    ? 'Invitations may ask for any number of computers'
    : `Invitations may ask for ${formatNumber(limit)} at most`;
}
