'use client';

import { useQuery } from '@tanstack/react-query';
import { WaitingChanges } from '@/components/changes/waiting-changes';
import { LimitField, useLimit } from '@/components/settings/limit-field';
import { policyQuery, useSavePolicy } from '@/components/settings/queries';
import { Panel } from '@/components/ui/panel';
import { SaveForm } from '@/components/ui/save-form';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { AccountPolicy } from '@/lib/contract/policy';
import { HELD_ABOVE, HOLD_SECONDS } from '@/lib/shared/hold';
import { SignInPolicyForm } from './sign-in-policy-form';

type PolicyPanelProps = {
  account: { id: string; name: string };
  /** There are policies of other accounts beside it. */
  isOneOfSeveral?: boolean;
};

/** What signing in as the users of an account requires. */
export function SignInPolicyPanel({ account }: Pick<PolicyPanelProps, 'account'>) {
  const query = useQuery(policyQuery(account.id));
  return (
    <Panel title={`Account “${account.name}”`}>
      <WaitingChanges of={`policy:${account.id}`} className="mb-4" />
      {query.data ? (
        <SignInPolicyForm accountId={account.id} policy={query.data} />
      ) : query.error ? (
        <QueryError title="Couldn’t load the policy" query={query} />
      ) : (
        <Loading lines={8} />
      )}
    </Panel>
  );
}

/** The limits of invitations from an account. */
export function InvitationPolicyPanel({ account, isOneOfSeveral = false }: PolicyPanelProps) {
  const query = useQuery(policyQuery(account.id));
  return (
    <Panel
      title={titleOf('Invitation policy', account, isOneOfSeveral)}
      description={`Limits for invitations from the account “${account.name}”.`}
    >
      <WaitingChanges of={`policy:${account.id}`} className="mb-4" />
      {query.data ? (
        <InvitationPolicyForm accountId={account.id} policy={query.data} />
      ) : query.error ? (
        <QueryError title="Couldn’t load the policy" query={query} />
      ) : (
        <Loading lines={2} />
      )}
    </Panel>
  );
}

function titleOf(what: string, { name }: { name: string }, isOneOfSeveral: boolean): string {
  return isOneOfSeveral ? `${what} of ${name}` : what;
}

const SEATS = [0, 100_000] as const;
const PEOPLE = [0, 50_000] as const;

type InvitationPolicyFormProps = { accountId: string; policy: AccountPolicy };

export function InvitationPolicyForm({ accountId, policy }: InvitationPolicyFormProps) {
  const { mutate, reset, isPending, error } = useSavePolicy(accountId);
  const seats = useLimit(`max-seats-${accountId}`, policy.maxSeatsPerInvitation, SEATS);
  const people = useLimit(`hold-above-${accountId}`, policy.holdAbove, PEOPLE);
  const seatsFault = seats.field.error ?? error?.errorAt('maxSeatsPerInvitation');
  const peopleFault = people.field.error ?? error?.errorAt('holdAbove');
  const show = ({ maxSeatsPerInvitation, holdAbove }: AccountPolicy) => {
    seats.show(maxSeatsPerInvitation);
    people.show(holdAbove);
  };
  const discard = () => {
    show(policy);
    reset();
  };
  const save = () => {
    // The first of them gets the focus last.
    const holdAbove = people.read();
    const maxSeatsPerInvitation = seats.read();
    if (maxSeatsPerInvitation === undefined || holdAbove === undefined) return;
    mutate(
      { ...policy, maxSeatsPerInvitation, holdAbove },
      {
        onSuccess: (saved) => {
          show(saved);
          toast.success('Invitation policy saved');
        },
        onWaiting: discard,
      },
    );
  };
  return (
    <SaveForm
      what="the policy"
      label="Save limits"
      onSave={save}
      isPending={isPending}
      error={seatsFault || peopleFault ? null : error}
      changes={{ isChanged: seats.isChanged || people.isChanged, onDiscard: discard }}
    >
      <LimitField
        {...seats.field}
        label="Seats per invitation"
        help="Invitations with more seats can’t be sent. Leave empty for no limit."
        error={seatsFault}
      />
      <LimitField
        {...people.field}
        label="Delay batches above this size"
        help={`A batch of more people than this waits ${HOLD_SECONDS} seconds before it’s sent, so that it can be undone. Leave empty to delay only batches of more than ${HELD_ABOVE} that are started on this website.`}
        error={peopleFault}
      />
    </SaveForm>
  );
}

function Loading({ lines }: { lines: number }) {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} className={index % 2 === 0 ? 'w-56' : 'h-8 w-32'} />
      ))}
    </div>
  );
}
