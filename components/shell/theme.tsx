'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme, ThemeProvider as NextThemeProvider } from 'next-themes';
import { useSyncExternalStore, type ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { SegmentedControl } from '@/components/ui/segmented-control';

const options = [
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
] as const;

type Appearance = (typeof options)[number]['value'];

const never = () => () => {};

/** Light, dark or system; a single button that cycles where there is no space for three. */
export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  // The choice is stored in the browser: the server can't know it.
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const value = isInBrowser ? ((theme ?? 'system') as Appearance) : null;
  const index = options.findIndex((option) => option.value === (value ?? 'system'));
  const current = options[index] ?? options[1];
  const next = options[(index + 1) % options.length] ?? options[1];
  return (
    <>
      <SegmentedControl
        label="Theme"
        isIconOnly
        options={options}
        value={value}
        onChange={setTheme}
        className="hidden wide:inline-flex"
      />
      <span className="wide:hidden">
        <IconButton
          label={`Theme: ${current.label.toLowerCase()}. Change to ${next.label.toLowerCase()}`}
          onClick={() => setTheme(next.value)}
        >
          {current.icon}
        </IconButton>
      </span>
    </>
  );
}

type ThemeProviderProps = { nonce: string | undefined; children: ReactNode };

/** Follows the system's setting until a person chooses. Applied before the first paint. */
export function ThemeProvider({ nonce, children }: ThemeProviderProps) {
  return (
    <NextThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      disableTransitionOnChange
      nonce={nonce}
    >
      {children}
    </NextThemeProvider>
  );
}
