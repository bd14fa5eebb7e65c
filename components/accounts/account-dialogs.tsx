'use client';

import { useId, useState, type ReactNode } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import { formatDateTime } from '@/lib/shared/format';
import { DeleteAccount } from './delete-account';
import { useChangeAccount, type AccountChange } from './queries';
import { ReplaceKey } from './replace-key';

/** Changes of an account that ask something first. */
export type AccountAction =
  'rename' | 'replace' | 'restore' | 'disable' | 'delete' | 'adopt' | 'rotate';

type AccountDialogProps = { account: AccountItem; action: AccountAction; onClose: () => void };

export function AccountDialog({ account, action, onClose }: AccountDialogProps) {
  const Ask = dialogs[action];
  return <Ask account={account} onClose={onClose} />;
}

type AskProps = { account: AccountItem; onClose: () => void };

const dialogs: Record<AccountAction, (props: AskProps) => ReactNode> = {
  rename: Rename,
  replace: ReplaceKey,
  restore: ({ account, onClose }) => (
    <Confirm
      title={`Go back to the previous key of ${account.name}?`}
      description={`The two keys change places at once: the current one becomes the previous one. This is possible until ${formatDateTime(account.previousUntil ?? '')}.`}
      confirm="Use the previous key"
      change={{ kind: 'change', id: account.id, change: { usePrevious: true } }}
      done={`${account.name} uses its previous key again`}
      onClose={onClose}
    />
  ),
  disable: ({ account, onClose }) => (
    <Confirm
      title={`Disable ${account.name}?`}
      description="Its users and devices disappear from all lists, and its batches wait. Nothing is deleted, and you can enable it again."
      confirm="Disable"
      isDanger
      change={{ kind: 'change', id: account.id, change: { isDisabled: true } }}
      done={`Disabled ${account.name}`}
      onClose={onClose}
    />
  ),
  rotate: ({ account, onClose }) => (
    <Confirm
      title={`Renew the access key of ${account.name}?`}
      description="remote.it creates a new access key, which is tested and used from then on. Then the current one is disabled and deleted there. remote.it allows two keys: if there are two, delete one there first."
      confirm="Renew the key"
      change={{ kind: 'rotate', id: account.id }}
      done={`${account.name} uses a new access key`}
      warn={(answer) =>
        (answer as { isOldDisabled: boolean }).isOldDisabled
          ? null
          : 'The old key couldn’t be disabled. Disable or delete it at remote.it.'
      }
      onClose={onClose}
    />
  ),
  adopt: ({ account, onClose }) => (
    <Confirm
      title={`Move the key of ${account.name} into the vault?`}
      description="The account keeps its ID and all its data. Afterwards you can replace its key here, and remove the environment variables."
      confirm="Move into the vault"
      change={{ kind: 'adopt', id: account.id }}
      done={`The key of ${account.name} is in the vault`}
      onClose={onClose}
    />
  ),
  delete: DeleteAccount,
};

type ConfirmProps = {
  title: string;
  description: string;
  confirm: string;
  isDanger?: boolean;
  change: AccountChange;
  done: string;
  /** What is left to do, from the answer; null: nothing. */
  warn?: (answer: unknown) => string | null;
  onClose: () => void;
};

function Confirm(props: ConfirmProps) {
  const { title, description, confirm, isDanger, change, done, warn, onClose } = props;
  const { mutate, isPending, error } = useChangeAccount();
  const apply = () =>
    mutate(change, {
      onWaiting: onClose,
      onSuccess: (answer) => {
        const warning = warn?.(answer) ?? null;
        if (warning === null) toast.success(done);
        else toast.error(done, { description: warning });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      {...{ title, description, confirm, isDanger, isPending, error, onClose }}
      onConfirm={apply}
    />
  );
}

function Rename({ account, onClose }: AskProps) {
  const { mutate, isPending, error } = useChangeAccount();
  const [name, setName] = useState(account.name);
  const formId = useId();
  const submit = () => {
    if (isPending) return;
    mutate(
      { kind: 'change', id: account.id, change: { name } },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`Renamed to ${name.trim()}`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      formId={formId}
      title={`Rename ${account.name}`}
      submit="Rename"
      isPending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Name" error={error ? (error.errorAt('name') ?? error.detail) : undefined}>
        {(control) => (
          <Input
            {...control}
            value={name}
            autoFocus
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
