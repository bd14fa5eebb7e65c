'use client';

import { useId, useState } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';
import { FormDialog } from '@/components/ui/form-dialog';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import { RefusedKey } from './failed-test';
import { useChangeAccount } from './queries';
import {
  SecretFields,
  secretFaults,
  secretOf,
  type SecretKind,
  type TypedSecret,
} from './secret-fields';
import { useKept } from './use-kept';

type ReplaceKeyProps = { account: AccountItem; onClose: () => void };

/** The new key is tested while the old one is in use, and replaces it only if it passes. */
export function ReplaceKey({ account, onClose }: ReplaceKeyProps) {
  const { mutate, isPending, error, submittedAt } = useChangeAccount();
  const problem = useKept(error, isPending);
  const attempt = useKept(submittedAt, isPending);
  const [typed, setTyped] = useState<TypedSecret>({});
  const formId = useId();
  const kind = kindOf(account);
  const replace = (saveUntested: boolean) => {
    if (isPending) return;
    const secret = secretOf(kind, typed);
    mutate(
      {
        kind: 'change',
        id: account.id,
        change: { secret, ...(saveUntested && { saveUntested }) },
      },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`${account.name} uses the new key`);
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      formId={formId}
      title={`Replace the key of ${account.name}`}
      description="The new key is tested first, while the current one stays in use. You can go back to the current one for 24 hours."
      size="md"
      submit="Test and replace"
      isPending={isPending}
      onSubmit={() => replace(false)}
      onClose={onClose}
    >
      <ErrorSummary attempt={attempt} errors={secretFaults(formId, problem)} />
      <SecretFields
        formId={formId}
        kind={kind}
        isFocused
        typed={typed}
        onChange={setTyped}
        problem={problem}
      />
      {problem && problem.errors.length === 0 && (
        <RefusedKey
          problem={problem}
          upstream={account.upstream}
          consequence={
            problem.isRefusal ? 'The current key stays in use.' : 'The key may not be replaced.'
          }
          saveLabel="Replace without a passing test"
          onSaveAnyway={() => replace(true)}
          isPending={isPending}
        />
      )}
    </FormDialog>
  );
}

function kindOf({ upstream, api }: AccountItem): SecretKind {
  if (upstream === 'remotepc') return 'remotepc';
  return api === 'graphql' ? 'access-key' : 'sign-in';
}
