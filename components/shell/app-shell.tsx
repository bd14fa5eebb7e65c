'use client';

import { FlaskConical } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { AccountsProvider } from '@/components/account-choice/account-choice';
import { ApprovalNews } from '@/components/sign-in-as/approval-news';
import type { AccountChoices, ShownAccount } from '@/lib/shared/account-choice';
import { LeaveGate } from './leave-gate';
import { rememberNarrowNav } from './narrow-nav-cookie';
import { allowed, approvers } from './nav-links';
import { RecentEntries } from './palette-recent';
import type { ShellPerson } from './person-menu';
import { PrintLine } from './print-line';
import { SessionGate } from './session-gate';
import { useShellKeys } from './shell-keys';
import { SideNav } from './side-nav';
import { SignInNotice } from './sign-in-notice';
import { StepUpGate } from './step-up-gate';
import { TopBar } from './top-bar';
import { PaletteLoading, TypedAhead } from './typed-ahead';
import { useSandboxVendors } from './use-shell-accounts';

const loadPalette = () => import('./command-palette');
const loadPhoneNav = () => import('./phone-nav');
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog')).KeysDialog }));
const PhoneNav = lazy(async () => ({ default: (await loadPhoneNav()).PhoneNav }));

type AppShellProps = {
  person: ShellPerson;
  permissions: readonly string[];
  accounts: readonly ShownAccount[];
  /** What the person last selected of each vendor. */
  remembered: AccountChoices;
  /** From the last visit, so that nothing moves when the page becomes interactive. */
  isNavNarrow: boolean;
  children: ReactNode;
};

/** The navigation, banners and dialogs around every page. */
export function AppShell({ remembered, ...props }: AppShellProps) {
  const { person, accounts } = props;
  return (
    <AccountsProvider personId={person.id} accounts={accounts} remembered={remembered}>
      <Frame {...props} />
    </AccountsProvider>
  );
}

function Frame(props: Omit<AppShellProps, 'remembered'>) {
  const { person, permissions, accounts, isNavNarrow, children } = props;
  const sandboxes = useSandboxVendors();
  const [isNarrowed, setIsNarrowed] = useState(isNavNarrow);
  const [opened, setOpened] = useState<'palette' | 'keys' | 'nav' | null>(null);
  const close = () => setOpened(null);
  const onShowKeys = () => setOpened('keys');
  const [recent] = useState(() => new RecentEntries(person.id));
  const [typedAhead] = useState(() => new TypedAhead());
  useShellKeys({
    permissions,
    togglePalette: () => setOpened(opened === 'palette' ? null : 'palette'),
    showKeys: onShowKeys,
  });

  const nav = {
    person,
    permissions,
    accounts,
    onShowKeys,
    onOpenPalette: () => setOpened('palette'),
    onPreparePalette: () => void loadPalette(),
  };
  return (
    <div className="flex min-h-dvh">
      <SkipLink targetId="content" />
      <header
        data-nav={isNarrowed ? 'narrow' : 'wide'}
        className="sticky top-0 hidden h-dvh w-14.25 shrink-0 overflow-x-clip overflow-y-auto border-r border-line bg-canvas md:block print:hidden! wide:w-56"
      >
        <SideNav
          {...nav}
          isNarrowed={isNarrowed}
          onToggle={() => {
            rememberNarrowNav(!isNarrowed);
            setIsNarrowed(!isNarrowed);
          }}
        />
      </header>
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar
          onOpenNav={() => setOpened('nav')}
          onPrepareNav={() => void loadPhoneNav()}
          onOpenPalette={nav.onOpenPalette}
        />
        <SandboxBanner vendors={sandboxes} />
        <SignInNotice />
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          <PrintLine person={person} />
          {children}
        </main>
      </div>
      {opened === 'palette' && (
        <Suspense fallback={<PaletteLoading typedAhead={typedAhead} onClose={close} />}>
          <CommandPalette
            recent={recent}
            typedAhead={typedAhead}
            permissions={permissions}
            onShowKeys={onShowKeys}
            onClose={close}
          />
        </Suspense>
      )}
      <Suspense fallback={null}>
        {opened === 'keys' && <KeysDialog permissions={permissions} onClose={close} />}
        {opened === 'nav' && <PhoneNav {...nav} onClose={close} />}
      </Suspense>
      {allowed([{ permission: approvers }], permissions).length > 0 && <ApprovalNews />}
      <StepUpGate />
      <SessionGate email={person.email} />
      <LeaveGate />
    </div>
  );
}

/** The first stop of the Tab key, which skips the navigation. */
function SkipLink({ targetId }: { targetId: string }) {
  return (
    <a
      href={`#${targetId}`}
      className="sr-only z-50 rounded-control bg-accent-solid text-13 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-1.5"
    >
      Skip to main content
    </a>
  );
}

/** Shown on every page with data of a sandbox. */
function SandboxBanner({ vendors }: { vendors: readonly string[] }) {
  if (vendors.length === 0) return null;
  return (
    <aside
      aria-label="Sandbox"
      className="flex min-h-8 items-center gap-2 border-b border-line bg-hover px-(--gutter) py-1 text-12 text-muted"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0 text-warn-text" />
      <p>
        <strong className="font-medium text-ink">Sandbox.</strong> {vendors.join(' and ')} data is
        made up. Nothing you do here reaches real customers.
      </p>
    </aside>
  );
}
