'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { Approval } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import { reasonFault, ticketFault } from '@/lib/contract/policy-rules';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { followSignIn } from './follow-sign-in';
import { ownApprovalQuery, staffPolicyQuery, useAskApproval, useStepUp } from './queries';
import { isPasswordUsable, needsStepUp, needsStepUpToStore } from './sign-in-needs';

const fields = ['reason', 'ticket', 'password', 'own'] as const;
type SignInField = (typeof fields)[number];
type Faults = Partial<Record<SignInField, string>>;

/** `ask`: for approval; `open`: nobody else is needed, or somebody has approved. */
type Phase = 'checking' | 'ask' | 'waiting' | 'open';

export type SignInSteps = ReturnType<typeof useSignIn>;

/** What stands between a press and the customer's account, one after the other in one form. */
export function useSignIn(user: CustomerUser, policy: AccountPolicy, onClose: () => void) {
  const client = useQueryClient();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const own = useRef<HTMLInputElement>(null);
  const attemptField = useRef<HTMLInputElement>(null);
  const isSent = useRef(false);
  const asksApproval = policy.approval !== 'none';
  const approval = useQuery({ ...ownApprovalQuery(user), enabled: asksApproval });
  const ask = useAskApproval(user);
  const stepUp = useStepUp();
  const staffPolicy = useQuery(staffPolicyQuery());
  const [typed, setTyped] = useState({ reason: '', ticket: '' });
  const [faults, setFaults] = useState<Faults>({});
  const [isOwnAsked, setIsOwnAsked] = useState(() => needsStepUp(policy));
  const [isConfirmed, setIsConfirmed] = useState(false);

  const phase: Phase = asksApproval ? phaseOf(approval.data) : 'open';
  const approved = phase === 'open' ? (approval.data ?? null) : null;
  const consented = { reason: approved?.reason ?? '', ticket: approved?.ticket ?? '' };
  // What was consented to is signed in for, unless the policy has come to ask for more since.
  const isConsentEnough =
    approved !== null && Object.keys(saidFaults(policy, consented)).length === 0;
  const said = isConsentEnough ? consented : typed;
  const isOwnShown = phase === 'open' && isOwnAsked && !isConfirmed;
  useFocusInForm(form, formId, phase);

  useEffect(() => {
    if (!isConfirmed) return;
    // Browsers open a tab only shortly after a press; where that is over, another one is asked for.
    if (navigator.userActivation?.isActive ?? true) form.current?.requestSubmit();
    else document.querySelector<HTMLElement>(`button[form="${formId}"]`)?.focus();
  }, [isConfirmed, formId]);

  const stopAt = (found: Faults) => {
    setFaults(found);
    const first = fields.find((field) => found[field] !== undefined);
    if (first) document.getElementById(`${formId}-${first}`)?.focus();
    return first !== undefined;
  };
  const confirm = () => {
    const password = own.current?.value ?? '';
    if (!own.current) return setIsOwnAsked(true);
    if (stopAt(password === '' ? { own: 'Your own password is missing.' } : {})) return;
    stepUp.mutate(password, {
      onSuccess: () => setIsConfirmed(true),
      onError: (error) => stopAt({ own: error.errorAt('password') }),
    });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    const data = new FormData(event.currentTarget);
    const isBusy = isSent.current || ask.isPending;
    if (isBusy || phase === 'checking' || phase === 'waiting') return event.preventDefault();
    const found = saidFaults(policy, said);
    if (phase === 'open' && !isPasswordUsable(user) && data.get('password') === '') {
      found.password = 'The password is missing.';
    }
    if (stopAt(found)) return event.preventDefault();
    if (phase === 'ask') {
      event.preventDefault();
      return ask.mutate(compact(typed), {
        onError: (error) =>
          stopAt({ reason: error.errorAt('reason'), ticket: error.errorAt('ticket') }),
      });
    }
    const isStoring = data.has('storePassword');
    if (needsStepUp(policy) || (isStoring && needsStepUpToStore(staffPolicy.data))) {
      event.preventDefault();
      if (!stepUp.isPending) confirm();
      return;
    }
    isSent.current = true;
    rememberTicket(said.ticket.trim());
    toast.info(`Opening ${shownEmail(user.username)} in a new tab`);
    const attempt = newIdempotencyKey();
    if (attemptField.current) attemptField.current.value = attempt;
    void followSignIn(client, user.username, attempt);
    // The browser reads the fields right after this: only then may they go.
    setTimeout(onClose);
  };
  return {
    formId,
    form,
    attemptField,
    own,
    phase,
    approval,
    ask,
    stepUp,
    said,
    faults,
    isConsentEnough,
    isOwnShown,
    isConfirmed,
    isAskingWhy: policy.reasonRequired || asksApproval,
    type: (change: Partial<typeof typed>) => setTyped({ ...typed, ...change }),
    onSubmit,
  };
}

function phaseOf(approval: Approval | null | undefined): Phase {
  if (approval === undefined) return 'checking';
  if (approval?.state === 'pending') return 'waiting';
  return approval?.state === 'approved' ? 'open' : 'ask';
}

function saidFaults(policy: AccountPolicy, said: { reason: string; ticket: string }): Faults {
  const reason = reasonFault(policy, said.reason);
  const ticket = ticketFault(policy, said.ticket);
  return { ...(reason && { reason }), ...(ticket && { ticket }) };
}

function compact({ reason, ticket }: { reason: string; ticket: string }) {
  return { ...(reason.trim() && { reason }), ...(ticket.trim() && { ticket }) };
}

/** Each phase begins at its first field, or at the button where there is none. */
function useFocusInForm(
  form: { current: HTMLFormElement | null },
  formId: string,
  phase: Phase,
): void {
  useEffect(() => {
    // A moment later: until then a panel or menu from which the dialog was opened holds on to it.
    const timer = setTimeout(() => {
      const first =
        form.current?.querySelector<HTMLElement>('input:not([type=hidden])') ??
        document.querySelector<HTMLElement>(`button[form="${formId}"]`);
      first?.focus();
    });
    return () => clearTimeout(timer);
  }, [form, formId, phase]);
}

const MOST = 5;

let tickets: readonly string[] = [];

/** The tickets last signed in for, the newest first; kept by this page alone. */
export function recentTickets(): readonly string[] {
  return tickets;
}

function rememberTicket(ticket: string): void {
  if (ticket === '') return;
  tickets = [ticket, ...tickets.filter((other) => other !== ticket)].slice(0, MOST);
}
