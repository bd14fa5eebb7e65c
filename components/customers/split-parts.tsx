'use client';

import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { QueryGap } from '@/components/items/query-gap';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { useDebounced } from '@/components/ui/use-debounced';
import type { CustomerRule, SplitPreview } from '@/lib/contract/customers';
import { shownDomain, shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { ownUsersQuery } from './queries';
import { ruleInWords } from './row-values';

const SEARCH_DELAY_MS = 200;

type UserKey = { accountId: string; username: string };

/** What of a customer is chosen. */
export type Part = { domains: string[]; rules: CustomerRule[]; users: UserKey[] };

export const noPart: Part = { domains: [], rules: [], users: [] };

type SplitPartsProps = {
  /** Of the customer. */
  id: string;
  preview: SplitPreview;
  part: Part;
  onChange: (part: Part) => void;
};

/** The customer's domains, rules about users, and users, each of which can go. */
export function SplitParts({ id, preview, part, onChange }: SplitPartsProps) {
  const { domains, rules } = preview;
  return (
    <>
      {domains.length > 0 && (
        <Group
          label="Email domains"
          help="Its users go with a domain, and the devices whose owner has an address there."
        >
          {domains.map(({ domain, users }) => (
            <Checkbox
              key={domain}
              label={shownDomain(domain)}
              help={formatCount(users, 'user')}
              checked={part.domains.includes(domain)}
              onChange={() => onChange({ ...part, domains: toggled(part.domains, domain) })}
            />
          ))}
        </Group>
      )}
      {rules.length > 0 && (
        <Group label="Rules">
          {rules.map(({ users, ...rule }) => (
            <Checkbox
              key={ruleInWords(rule)}
              label={ruleInWords(rule)}
              help={formatCount(users, 'user')}
              checked={part.rules.some((one) => ruleInWords(one) === ruleInWords(rule))}
              onChange={() => onChange({ ...part, rules: toggled(part.rules, rule, ruleInWords) })}
            />
          ))}
        </Group>
      )}
      <Users
        id={id}
        chosen={part.users}
        domains={part.domains}
        onChange={(users) => onChange({ ...part, users })}
      />
    </>
  );
}

type GroupProps = { label: string; help?: string; children: ReactNode };

function Group({ label, help, children }: GroupProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{label}</legend>
      {help && <p className="mb-2 text-12 text-muted">{help}</p>}
      <div className="flex max-h-48 flex-col gap-2 overflow-y-auto p-1 wrap-anywhere">
        {children}
      </div>
    </fieldset>
  );
}

type UsersProps = {
  id: string;
  chosen: UserKey[];
  /** Their users go anyway. */
  domains: readonly string[];
  onChange: (users: UserKey[]) => void;
};

const keyOf = ({ accountId, username }: UserKey) => `${accountId} ${username}`;

/** The customer's users, found by typing; those chosen stay chosen while others are looked for. */
function Users({ id, chosen, domains, onChange }: UsersProps) {
  const [text, setText] = useState('');
  const query = useQuery(ownUsersQuery(id, useDebounced(text.trim(), SEARCH_DELAY_MS)));
  const { data } = query;
  const more = (data?.total ?? 0) - (data?.items.length ?? 0);
  return (
    <div className="flex flex-col gap-2">
      <Field label="Users" help="Beside those of the domains and rules above.">
        {(control) => (
          <Input
            {...control}
            value={text}
            autoComplete="off"
            placeholder="Find by address, tag, or note"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        )}
      </Field>
      {!data && query.error && <QueryGap query={query} />}
      {data && data.items.length > 0 && (
        <fieldset className="flex max-h-48 min-w-0 flex-col gap-2 overflow-y-auto rounded-control border border-line p-2 wrap-anywhere">
          <legend className="sr-only">Users to move</legend>
          {data.items.map(({ accountId, username }) => (
            <Checkbox
              key={keyOf({ accountId, username })}
              label={shownEmail(username)}
              checked={
                isAt(username, domains) ||
                chosen.some((one) => keyOf(one) === keyOf({ accountId, username }))
              }
              disabled={isAt(username, domains)}
              onChange={() => onChange(toggled(chosen, { accountId, username }, keyOf))}
            />
          ))}
        </fieldset>
      )}
      <p role="status" className="text-12 text-muted empty:hidden">
        {[
          chosen.length > 0 && `${formatNumber(chosen.length)} selected.`,
          data?.total === 0 && 'No matching users.',
          more > 0 && `and ${formatNumber(more)} more. Type to find them.`,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  );
}

function isAt(username: string, domains: readonly string[]): boolean {
  return domains.includes(username.slice(username.lastIndexOf('@') + 1));
}

/** With the item, or without it if it was there. */
function toggled<T>(items: readonly T[], item: T, by: (one: T) => unknown = (one) => one): T[] {
  const others = items.filter((one) => by(one) !== by(item));
  return others.length < items.length ? others : [...items, item];
}
