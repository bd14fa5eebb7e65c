'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { AccountPolicy } from '@/lib/contract/policy';
import { recentTickets } from './recent-tickets';
import type { SignInSteps } from './use-sign-in';

/** Why somebody signs in, and for which ticket, as far as the policy asks. */
export function SignInWords({ policy, steps }: { policy: AccountPolicy; steps: SignInSteps }) {
  const { formId, said, faults, type, isAskingWhy } = steps;
  const { reasonRequired, reasonMinLength, ticketPattern } = policy;
  const listId = `${formId}-tickets`;
  return (
    <>
      {isAskingWhy && (
        <Field
          id={`${formId}-reason`}
          label="Reason"
          isRequired={reasonRequired}
          isOptional={!reasonRequired}
          error={faults.reason}
          help={reasonRequired && !faults.reason && `At least ${reasonMinLength} characters.`}
        >
          {(control) => (
            <Input
              {...control}
              name="reason"
              value={said.reason}
              maxLength={1_000}
              autoComplete="off"
              onChange={(event) => type({ reason: event.target.value })}
            />
          )}
        </Field>
      )}
      {ticketPattern !== null && (
        <Field
          id={`${formId}-ticket`}
          label="Ticket"
          isRequired
          error={faults.ticket}
          help={!faults.ticket && <TicketForm pattern={ticketPattern} />}
        >
          {(control) => (
            <>
              <Input
                {...control}
                name="ticket"
                value={said.ticket}
                maxLength={200}
                list={listId}
                autoComplete="off"
                className="font-mono"
                onChange={(event) => type({ ticket: event.target.value })}
              />
              <datalist id={listId}>
                {recentTickets().map((ticket) => (
                  <option key={ticket} value={ticket} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      )}
    </>
  );
}

const signs = { '#': 'a digit', '?': 'a letter or digit', '*': 'several of them' };

/** The form, and what the signs in it stand for. */
function TicketForm({ pattern }: { pattern: string }) {
  const used = Object.entries(signs).filter(([sign]) => pattern.includes(sign));
  return (
    <>
      Of the form <code className="font-mono">{pattern}</code>
      {used.length > 0 && `: ${used.map(([sign, meaning]) => `${sign} is ${meaning}`).join(', ')}`}.
    </>
  );
}
