'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Select } from '@/components/ui/inputs';
import { useGo } from '@/components/ui/unsaved';
import { cn } from '@/lib/client/cn';
import { settingsSections } from '@/lib/shared/settings-sections';

/** The sections that the person may open: a list, or a menu where there is no room for it. */
export function SettingsNav({ permissions }: { permissions: readonly string[] }) {
  const path = usePathname();
  const go = useGo();
  const sections = settingsSections.filter(({ permission }) => permissions.includes(permission));
  return (
    <>
      <label className="flex flex-col gap-1.5 text-13 font-medium md:hidden print:hidden">
        Section
        <Select
          value={path}
          onChange={(event) => go(event.target.value)}
          className="w-full sm:w-72"
        >
          {sections.map(({ href, label }) => (
            <option key={href} value={href}>
              {label}
            </option>
          ))}
        </Select>
      </label>
      <nav
        aria-label="Settings"
        className="sticky top-6 hidden w-40 shrink-0 self-start md:block lg:w-44 print:hidden"
      >
        <ul className="flex flex-col gap-px">
          {sections.map(({ href, label }) => (
            <li key={href}>
              <Link
                href={href}
                prefetch={false}
                aria-current={path === href ? 'page' : undefined}
                className={cn(
                  'flex h-8 items-center rounded-control px-2.5 text-13 font-medium transition-colors duration-fast touch:h-11',
                  path === href ? 'bg-sunken text-ink' : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
