import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { UnavailableAccount } from '@/lib/contract/accounts';

type UnavailableAccountsProps = {
  accounts: readonly UnavailableAccount[];
  /** What is missing: "users". */
  what: string;
  isRetrying: boolean;
  onRetry: () => void;
};

/** Accounts that a list of several is without, and why. The others stay. */
export function UnavailableAccounts(props: UnavailableAccountsProps) {
  const { accounts, what, isRetrying, onRetry } = props;
  return (
    <div className="flex flex-col gap-2 border-b border-line px-(--gutter) py-3">
      {accounts.map(({ accountId, name, detail }) => (
        <Notice
          key={accountId}
          tone="warn"
          title={`The ${what} of ${name} are missing`}
          isLive
          action={
            <Button size="sm" onClick={onRetry} isPending={isRetrying}>
              Retry
            </Button>
          }
        >
          <p>{detail}</p>
        </Notice>
      ))}
    </div>
  );
}
