import type { ReactNode } from 'react';
import { PageHeader } from '@/components/ui/page';
import type { SettingsPath } from '@/lib/shared/settings-sections';
import { settingsSections } from '@/lib/shared/settings-sections';
import { SettingsNav } from './settings-nav';

type SettingsFrameProps = {
  href: SettingsPath;
  permissions: readonly string[];
  children: ReactNode;
};

/** A section of *Settings*, with the way to the others. */
export function SettingsFrame({ href, permissions, children }: SettingsFrameProps) {
  const section = settingsSections.find((one) => one.href === href);
  return (
    <>
      <PageHeader title={section?.label} description={section?.description} back="Settings" />
      <div className="flex flex-col gap-x-10 gap-y-6 px-(--gutter) pb-12 md:flex-row">
        <SettingsNav permissions={permissions} />
        <div className="flex w-full max-w-form min-w-0 flex-col gap-4">{children}</div>
      </div>
    </>
  );
}
