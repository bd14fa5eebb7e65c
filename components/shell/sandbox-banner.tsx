import { FlaskConical } from 'lucide-react';
import type { ShellAccount } from './shell-facts';

const vendors = { remotepc: 'RemotePC', remoteit: 'remote.it' };

/** Stands on every page as long as an account is a sandbox. */
export function SandboxBanner({ accounts }: { accounts: readonly ShellAccount[] }) {
  const sandboxes = accounts.filter((account) => account.isSandbox);
  if (sandboxes.length === 0) return null;
  const names = sandboxes.map((account) => vendors[account.upstream]).join(' and ');
  return (
    <aside
      aria-label="Sandbox"
      className="flex min-h-8 items-center gap-2 border-b border-line bg-hover px-(--gutter) py-1 text-12 text-muted"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0 text-warn-text" />
      <p>
        <strong className="font-medium text-ink">Sandbox.</strong> The data of {names} is invented;
        nothing you do here reaches a customer.
      </p>
    </aside>
  );
}
