'use client';

import { CircleAlert, Plus, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input, Select } from '@/components/ui/inputs';
import type { CustomerRule, OwnField } from '@/lib/contract/customers';
import { ruleKinds, rowsIn, textOfRows } from './row-values';

type RowFieldsProps = {
  id: string;
  /** Rows as the form keeps them: one text. */
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
};

/** Which users and devices belong to the customer by a tag or by their name. */
export function RuleFields(props: RowFieldsProps) {
  return (
    <Rows<CustomerRule>
      {...props}
      label="Rules"
      help="What a rule finds belongs to the customer, whatever its domain. An asterisk stands for anything: north-* finds the names that begin with north-. Setting a customer by hand counts more."
      noun="rule"
      empty={{ of: 'users', kind: 'tag', value: '' }}
    >
      {(rule, number, change) => (
        <>
          <Select
            aria-label={`Rule ${number}: what it finds`}
            value={`${rule.of} ${rule.kind}`}
            onChange={(event) => {
              const kind = ruleKinds.find((one) => `${one.of} ${one.kind}` === event.target.value);
              if (kind) change({ of: kind.of, kind: kind.kind });
            }}
            className="w-full sm:w-60 sm:shrink-0"
          >
            {ruleKinds.map(({ of, kind, label }) => (
              <option key={label} value={`${of} ${kind}`}>
                {label}
              </option>
            ))}
          </Select>
          <Input
            aria-label={`Rule ${number}: ${rule.kind === 'tag' ? 'tag' : 'text'}`}
            value={rule.value}
            maxLength={rule.kind === 'tag' ? 40 : 100}
            autoComplete="off"
            spellCheck={false}
            placeholder={rule.kind === 'tag' ? 'VIP' : 'north-*'}
            onChange={(event) => change({ value: event.target.value })}
          />
        </>
      )}
    </Rows>
  );
}

/** What else the reseller keeps of a customer, by names of their own. */
export function OwnFields({ names, ...props }: RowFieldsProps & { names: readonly string[] }) {
  const listId = `${props.id}-names`;
  return (
    <>
      <Rows<OwnField>
        {...props}
        label="Own fields"
        help="Such as an account manager or a contract. They’re on the customer’s page, in search, and in the export."
        noun="field"
        empty={{ name: '', value: '' }}
      >
        {(field, number, change) => (
          <>
            <Input
              aria-label={`Field ${number}: name`}
              value={field.name}
              maxLength={60}
              list={listId}
              autoComplete="off"
              placeholder="Name"
              onChange={(event) => change({ name: event.target.value })}
              className="sm:w-60 sm:shrink-0"
            />
            <Input
              aria-label={`Field ${number}: value`}
              value={field.value}
              maxLength={500}
              autoComplete="off"
              placeholder="Value"
              onChange={(event) => change({ value: event.target.value })}
            />
          </>
        )}
      </Rows>
      <datalist id={listId}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

type RowsProps<Row> = RowFieldsProps & {
  label: string;
  help: string;
  noun: string;
  empty: Row;
  children: (row: Row, number: number, change: (part: Partial<Row>) => void) => ReactNode;
};

function Rows<Row>({ id, value, onChange, error, label, help, ...props }: RowsProps<Row>) {
  const { noun, empty, children } = props;
  const rows = rowsIn<Row>(value);
  const list = useRef<HTMLUListElement>(null);
  const save = (next: readonly Row[]) => onChange(textOfRows(next));
  const add = () => {
    save([...rows, empty]);
    setTimeout(() =>
      list.current?.querySelector<HTMLElement>('li:last-child :is(select,input)')?.focus(),
    );
  };
  const remove = (place: number) => {
    save(rows.filter((_, at) => at !== place));
    setTimeout(() => document.getElementById(`${id}-add`)?.focus());
  };
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      aria-describedby={`${id}-help${error ? ` ${id}-error` : ''}`}
      className="flex min-w-0 flex-col gap-2 outline-none"
    >
      <legend className="text-13 font-medium">
        {label}
        <span className="font-normal text-muted"> (optional)</span>
      </legend>
      {rows.length > 0 && (
        <ul ref={list} className="mt-1 flex flex-col gap-2">
          {rows.map((row, place) => (
            // A row is known by its place alone.
            <li key={place} className="flex items-start gap-1">
              <div className="flex min-w-0 flex-1 flex-col gap-1 sm:flex-row">
                {children(row, place + 1, (part) =>
                  save(rows.map((one, at) => (at === place ? { ...one, ...part } : one))),
                )}
              </div>
              <IconButton
                label={`Remove ${noun} ${place + 1}`}
                onClick={() => remove(place)}
                className="shrink-0"
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <Button id={`${id}-add`} size="sm" onClick={add} className="self-start">
        <Plus aria-hidden />
        Add {noun}
      </Button>
      {error && (
        <p id={`${id}-error`} className="flex gap-1 text-12 text-bad-text">
          <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          {error}
        </p>
      )}
      <p id={`${id}-help`} className="text-12 text-muted">
        {help}
      </p>
    </fieldset>
  );
}
