import type { MenuEntry } from '@/components/ui/menu-content';
import type { AccountItem } from '@/lib/contract/accounts';
import type { AccountAction } from './account-dialogs';
import type { AccountChange } from './queries';

type Doing = {
  apply: (change: AccountChange, done: string) => void;
  onAsk: (action: AccountAction) => void;
  isPending: boolean;
};

/** What each kind of account allows: environment variables can’t be edited here. */
export function entriesOf(account: AccountItem, { apply, onAsk, isPending }: Doing): MenuEntry[] {
  const { id, name, source, isDefault, isDisabled, previousUntil } = account;
  const change = (facts: Extract<AccountChange, { kind: 'change' }>['change']) =>
    ({ kind: 'change', id, change: facts }) as const;
  const makeDefault: MenuEntry = {
    label: 'Make default',
    isDisabled: isPending || isDefault || isDisabled,
    onSelect: () => apply(change({ isDefault: true }), `${name} is now the default`),
  };
  if (source === 'settings') {
    return [
      makeDefault,
      {
        label: 'Move the key into the vault',
        isDisabled: isPending,
        onSelect: () => onAsk('adopt'),
      },
    ];
  }
  if (source === 'sandbox') {
    return [
      isDisabled
        ? {
            label: 'Turn on',
            isDisabled: isPending,
            onSelect: () => apply(change({ isDisabled: false }), 'The sandbox is on'),
          }
        : {
            label: 'Turn off',
            isDisabled: isPending,
            onSelect: () => apply(change({ isDisabled: true }), 'The sandbox is off'),
          },
      makeDefault,
    ];
  }
  return [
    { label: 'Rename', onSelect: () => onAsk('rename') },
    { label: 'Replace key', onSelect: () => onAsk('replace') },
    ...(account.api === 'graphql' && !isDisabled
      ? [{ label: 'Renew the access key', onSelect: () => onAsk('rotate') }]
      : []),
    ...(previousUntil === null
      ? []
      : [{ label: 'Use the previous key', onSelect: () => onAsk('restore') }]),
    makeDefault,
    { kind: 'separator' },
    isDisabled
      ? {
          label: 'Enable',
          isDisabled: isPending,
          onSelect: () => apply(change({ isDisabled: false }), `Enabled ${name}`),
        }
      : { label: 'Disable', onSelect: () => onAsk('disable') },
    { label: 'Delete', isDanger: true, onSelect: () => onAsk('delete') },
  ];
}
