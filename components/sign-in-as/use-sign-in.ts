'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type FormEvent, type RefObject } from 'react';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { Approval } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import { reasonFault, ticketFault } from '@/lib/contract/policy-rules';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { followSignIn } from './follow-sign-in';
import { ownApprovalQuery, staffPolicyQuery, useAskApproval, useStepUp } from './queries';
import { isPasswordUsable, needsStepUp, needsStepUpToStore } from './sign-in-as-button';

const fields = ['reason', 'ticket', 'password', 'own'] as const;
type SignInField = (typeof fields)[number];
type Faults = Partial<Record<SignInField, string>>;

/** `ask`: approval must be requested; `open`: no approval is needed, or it was given. */
type Phase = 'checking' | 'ask' | 'waiting' | 'open';
type Details = { reason: string; ticket: string };

export type SignInSteps = ReturnType<typeof useSignIn>;

/** Everything a sign-in as a user may require, in one form: details, approval, passwords. */
export function useSignIn(
  user: CustomerUser,
  policy: AccountPolicy,
  { ticket = '', onClose }: { ticket?: string; onClose: () => void },
) {
  const client = useQueryClient();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const attemptField = useRef<HTMLInputElement>(null);
  const isSent = useRef(false);
  const ask = useAskApproval(user);
  const staffPolicy = useQuery(staffPolicyQuery());
  const [faults, setFaults] = useState<Faults>({});
  const { typed, ...entered } = useDetails(user, policy, ticket);
  const { phase, details } = entered;
  useFocusInForm(form, formId, phase);

  /** Shows the faults and focuses the first one. @returns whether there are any */
  const stopAt = (found: Faults) => {
    setFaults(found);
    const first = fields.find((field) => found[field] !== undefined);
    if (first) document.getElementById(`${formId}-${first}`)?.focus();
    return first !== undefined;
  };
  const { isAsked, confirm, ...stepUp } = useOwnPassword(form, formId, policy, stopAt);

  const submitApproval = () =>
    ask.mutate(compact(typed), {
      onError: (error) =>
        stopAt({ reason: error.errorAt('reason'), ticket: error.errorAt('ticket') }),
    });
  const follow = () => {
    isSent.current = true;
    rememberTicket(details.ticket.trim());
    toast.info(`Opening ${shownEmail(user.username)} in a new tab`);
    const attempt = newIdempotencyKey();
    if (attemptField.current) attemptField.current.value = attempt;
    void followSignIn(client, user.username, attempt);
    // The browser reads the fields right after this handler: the form must stay until then.
    setTimeout(onClose);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    const data = new FormData(event.currentTarget);
    const isBusy = isSent.current || ask.isPending;
    if (isBusy || phase === 'checking' || phase === 'waiting') return event.preventDefault();
    const found = detailFaults(policy, details);
    if (phase === 'open' && !isPasswordUsable(user) && data.get('password') === '') {
      found.password = 'Enter the password.';
    }
    if (stopAt(found)) return event.preventDefault();
    if (phase === 'ask') {
      event.preventDefault();
      return submitApproval();
    }
    const isStoring = data.has('storePassword');
    if (needsStepUp(policy) || (isStoring && needsStepUpToStore(staffPolicy.data))) {
      event.preventDefault();
      return confirm();
    }
    follow();
  };
  return {
    formId,
    form,
    attemptField,
    ...entered,
    ...stepUp,
    isOwnShown: phase === 'open' && isAsked && !stepUp.isConfirmed,
    ask,
    faults,
    onSubmit,
  };
}

/** The reason and ticket: as typed, or as approved. */
function useDetails(user: CustomerUser, policy: AccountPolicy, ticket: string) {
  const asksApproval = policy.approval !== 'none';
  const approval = useQuery({ ...ownApprovalQuery(user), enabled: asksApproval });
  const [typed, setTyped] = useState<Details>({ reason: '', ticket });
  const phase: Phase = asksApproval ? phaseOf(approval.data) : 'open';
  const approved = phase === 'open' ? (approval.data ?? null) : null;
  const consented = { reason: approved?.reason ?? '', ticket: approved?.ticket ?? '' };
  // The approved details are used, unless the policy requires more by now.
  const isConsentEnough =
    approved !== null && Object.keys(detailFaults(policy, consented)).length === 0;
  return {
    approval,
    phase,
    typed,
    type: (change: Partial<Details>) => setTyped({ ...typed, ...change }),
    details: isConsentEnough ? consented : typed,
    isConsentEnough,
    isReasonShown: policy.reasonRequired || asksApproval,
    isTicketShown: policy.ticketPattern !== null || ticket !== '',
  };
}

/** Confirms the technician's own password, then submits the form again. */
function useOwnPassword(
  form: RefObject<HTMLFormElement | null>,
  formId: string,
  policy: AccountPolicy,
  stopAt: (found: Faults) => boolean,
) {
  const own = useRef<HTMLInputElement>(null);
  const stepUp = useStepUp();
  const [isAsked, setIsAsked] = useState(() => needsStepUp(policy));
  const [isConfirmed, setIsConfirmed] = useState(false);

  useEffect(() => {
    if (!isConfirmed) return;
    // Browsers open a tab only shortly after a click; after that, another click is needed.
    if (navigator.userActivation?.isActive ?? true) form.current?.requestSubmit();
    else document.querySelector<HTMLElement>(`button[form="${formId}"]`)?.focus();
  }, [isConfirmed, form, formId]);

  const confirm = () => {
    if (stepUp.isPending) return;
    if (!own.current) return setIsAsked(true);
    const password = own.current.value;
    if (stopAt(password === '' ? { own: 'Enter your password.' } : {})) return;
    stepUp.mutate(password, {
      onSuccess: () => setIsConfirmed(true),
      onError: (error) => stopAt({ own: error.errorAt('password') }),
    });
  };
  return { own, stepUp, isAsked, isConfirmed, confirm };
}

function phaseOf(approval: Approval | null | undefined): Phase {
  if (approval === undefined) return 'checking';
  if (approval?.state === 'pending') return 'waiting';
  return approval?.state === 'approved' ? 'open' : 'ask';
}

function detailFaults(policy: AccountPolicy, details: Details): Faults {
  const reason = reasonFault(policy, details.reason);
  const ticket = ticketFault(policy, details.ticket);
  return { ...(reason && { reason }), ...(ticket && { ticket }) };
}

function compact({ reason, ticket }: Details) {
  return { ...(reason.trim() && { reason }), ...(ticket.trim() && { ticket }) };
}

/** Each phase starts with the focus in its first field, or on the button if there is none. */
function useFocusInForm(
  form: RefObject<HTMLFormElement | null>,
  formId: string,
  phase: Phase,
): void {
  useEffect(() => {
    // Deferred: until then the panel or menu that opened the dialog keeps the focus.
    const timer = setTimeout(() => {
      const first =
        form.current?.querySelector<HTMLElement>('input:not([type=hidden])') ??
        document.querySelector<HTMLElement>(`button[form="${formId}"]`);
      first?.focus();
    });
    return () => clearTimeout(timer);
  }, [form, formId, phase]);
}

const MAX_TICKETS = 5;

let tickets: readonly string[] = [];

/** The tickets of the latest sign-ins, newest first; kept in this page's memory only. */
export function recentTickets(): readonly string[] {
  return tickets;
}

function rememberTicket(ticket: string): void {
  if (ticket === '') return;
  tickets = [ticket, ...tickets.filter((other) => other !== ticket)].slice(0, MAX_TICKETS);
}
