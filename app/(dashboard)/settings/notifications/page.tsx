import type { Metadata } from 'next';
import { MailPanel } from '@/components/settings/mail-panel';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage() {
  const { actor, permissions } = await requireStaff('settings.read');
  return (
    <SettingsFrame href="/settings/notifications" permissions={permissions}>
      <MailPanel ownEmail={actor.email} canTest={permissions.includes('accounts.write')} />
    </SettingsFrame>
  );
}
