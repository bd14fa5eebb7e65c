import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';

/** In place of the policies of accounts. */
export function NoAccountsPanel() {
  return (
    <Panel title="No RemotePC account">
      <p className="mb-4 text-13 text-muted">Each account has its own policy. Connect one first.</p>
      <LinkButton href="/settings/accounts">Go to accounts</LinkButton>
    </Panel>
  );
}
