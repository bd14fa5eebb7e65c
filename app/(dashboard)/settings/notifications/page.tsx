import type { Metadata } from 'next';
import { ChannelsPanel } from '@/components/notifications/channels-panel';
import { RulesPanels } from '@/components/notifications/rules-form';
import { MailPanel } from '@/components/settings/mail-panel';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage() {
  const { actor, permissions } = await requireStaff('settings.read');
  const canManage = permissions.includes('notifications.manage');
  // Messages are about all accounts.
  const seesAll = actor.accountIds === null && actor.customerIds === null;
  return (
    <SettingsFrame href="/settings/notifications" permissions={permissions}>
      {seesAll && <ChannelsPanel canManage={canManage} />}
      {seesAll && <RulesPanels canManage={canManage} />}
      <MailPanel ownEmail={actor.email} canTest={permissions.includes('accounts.write')} />
    </SettingsFrame>
  );
}
