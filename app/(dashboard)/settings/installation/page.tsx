import type { Metadata } from 'next';
import { BackupPanel } from '@/components/settings/backup-panel';
import { ChangelogPanel, InstallationPanel } from '@/components/settings/installation-panels';
import { ServerPanel, WarningsPanel } from '@/components/settings/server-panels';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { hostWarnings } from '@/lib/server/worker/host-warnings';
import {
  describeInstallation,
  describeSettings,
  readChangelog,
} from '@/lib/server/worker/installation';

export const metadata: Metadata = { title: 'Installation' };

export default async function InstallationPage() {
  const { permissions } = await requireStaff('settings.read');
  const [warnings, installation, releases] = await Promise.all([
    hostWarnings(),
    describeInstallation(),
    readChangelog(),
  ]);
  return (
    <SettingsFrame href="/settings/installation" permissions={permissions}>
      <WarningsPanel warnings={warnings} />
      <InstallationPanel {...installation} />
      <BackupPanel {...installation.backup} />
      <ServerPanel settings={describeSettings()} />
      <ChangelogPanel releases={releases} />
    </SettingsFrame>
  );
}
