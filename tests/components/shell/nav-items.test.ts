import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { navItems } from '@/components/shell/nav-links';

/** What a page requires before it shows anything. */
function permissionOfPage(href: string): string | undefined {
  const file = `app/(dashboard)${href === '/' ? '' : href}/page.tsx`;
  expect(existsSync(file), file).toBe(true);
  const asked = /requireStaff\((?:'([^']+)')?\)/.exec(readFileSync(file, 'utf8'));
  expect(asked, `${file} calls requireStaff`).not.toBeNull();
  return asked?.[1];
}

it.each(navItems)('shows $label to exactly those who may open $href', ({ href, permission }) => {
  // A page for several kinds of people shows each their own part.
  const isForSeveral = Array.isArray(permission);
  expect(permissionOfPage(href)).toBe(isForSeveral ? undefined : permission);
});
