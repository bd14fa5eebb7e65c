import type { Metadata } from 'next';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { StaffPolicyPanels } from '@/components/settings/staff-policy-panel';
import { requireStaff } from '@/lib/server/auth/require-staff';

export const metadata: Metadata = { title: 'Security' };

export default async function SecurityPage() {
  const { permissions } = await requireStaff('accounts.write');
  return (
    <SettingsFrame href="/settings/security" permissions={permissions}>
      <StaffPolicyPanels />
    </SettingsFrame>
  );
}
