'use client';

import { Ellipsis, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { ApiProblem } from '@/lib/client/fetch-api';

type TestOutcome = { ok: boolean; title: string; detail: ReactNode };

type ReceiverTest<Result> = {
  data: Result | undefined;
  error: ApiProblem | null;
  isPending: boolean;
  mutate: () => void;
  reset: () => void;
};

type ReceiverRowProps<Result> = {
  name: string;
  isDisabled: boolean;
  /** Where it leads, and what isn't obvious about its state. */
  children: ReactNode;
  state: ReactNode;
  /** The word for what was sent to it, as in its menu. */
  log: { label: string; onOpen: () => void };
  /** Null: the reader may only look. */
  actions: ReceiverActions<Result> | null;
};

export type ReceiverActions<Result> = {
  test: ReceiverTest<Result>;
  describeTest: (result: Result) => TestOutcome;
  save: {
    isPending: boolean;
    mutate: (
      change: { isDisabled: boolean },
      callbacks: { onSuccess: () => void; onError: (problem: ApiProblem) => void },
    ) => void;
  };
  /** Null: it can't be. */
  onEdit: (() => void) | null;
  onDelete: (() => void) | null;
  /** Entries of one kind of receiver only. */
  more?: readonly MenuEntry[];
};

/** One receiver of messages: where it leads, whether they arrive, and what can be done with it. */
export function ReceiverRow<Result>(props: ReceiverRowProps<Result>) {
  const { name, children, state, actions } = props;
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-full sm:basis-0">
          <p className="font-medium wrap-anywhere">{name}</p>
          <div className="flex flex-col text-12 text-muted">{children}</div>
        </div>
        {state}
        <div className="flex items-center gap-1">
          {actions && (
            <Button
              size="sm"
              aria-label={`Send a test to ${name}`}
              isPending={actions.test.isPending}
              onClick={() => actions.test.mutate()}
            >
              Send a test
            </Button>
          )}
          <MenuButton
            size="icon-sm"
            variant="ghost"
            align="end"
            label={`Actions for ${name}`}
            entries={entriesFor(props)}
          >
            <Ellipsis />
          </MenuButton>
        </div>
      </div>
      {actions && <TestResult {...actions} />}
    </li>
  );
}

function entriesFor<Result>(props: ReceiverRowProps<Result>): MenuEntry[] {
  const { name, isDisabled, log, actions } = props;
  const first: MenuEntry = { label: log.label, onSelect: log.onOpen };
  if (!actions) return [first];
  const { save, onEdit, onDelete, more = [] } = actions;
  const turn = () =>
    save.mutate(
      { isDisabled: !isDisabled },
      {
        onSuccess: () => toast.success(`${isDisabled ? 'Enabled' : 'Disabled'} ${name}`),
        onError: toast.failure,
      },
    );
  return [
    first,
    ...(onEdit ? [{ label: 'Edit', onSelect: onEdit }] : []),
    ...more,
    { kind: 'separator' },
    { label: isDisabled ? 'Enable' : 'Disable', isDisabled: save.isPending, onSelect: turn },
    ...(onDelete ? [{ label: 'Delete', isDanger: true, onSelect: onDelete }] : []),
  ];
}

/** The latest test of this visit, until it's dismissed. */
function TestResult<Result>({ test, describeTest }: ReceiverActions<Result>) {
  const { data, error, isPending } = test;
  const outcome = data === undefined ? null : describeTest(data);
  const dismiss = (
    <IconButton size="icon-sm" label="Dismiss" className="-mt-1 -mr-2" onClick={test.reset}>
      <X />
    </IconButton>
  );
  return (
    <div aria-live="polite" aria-busy={isPending} className="empty:hidden">
      {outcome && (
        <Notice tone={outcome.ok ? 'good' : 'bad'} title={outcome.title} action={dismiss}>
          {outcome.detail}
        </Notice>
      )}
      {error && (
        <Notice tone="bad" title="Couldn’t send a test" action={dismiss}>
          {error.detail}
        </Notice>
      )}
    </div>
  );
}
