import type { Metadata } from 'next';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { WebhooksPanel } from '@/components/webhooks/webhooks-panel';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Webhooks' };

export default async function WebhooksPage() {
  const { permissions } = await requireStaff('webhooks.manage');
  return (
    <SettingsFrame href="/settings/webhooks" permissions={permissions}>
      <WebhooksPanel />
    </SettingsFrame>
  );
}
