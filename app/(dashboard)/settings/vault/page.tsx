import type { Metadata } from 'next';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { VaultPanel } from '@/components/settings/vault-panel';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Vault' };

export default async function VaultPage() {
  const { permissions } = await requireStaff('settings.read');
  return (
    <SettingsFrame href="/settings/vault" permissions={permissions}>
      <VaultPanel />
    </SettingsFrame>
  );
}
