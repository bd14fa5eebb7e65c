import type { ReactNode } from 'react';

/** One line of a menu. */
export type MenuEntry =
  | {
      kind?: 'item';
      label: string;
      /** Beside the label, in grey: a state, a second name. */
      hint?: ReactNode;
      icon?: ReactNode;
      onSelect?: () => void;
      href?: string;
      isDanger?: boolean;
      isDisabled?: boolean;
      /** `true` or `false` makes it one of a choice. */
      isChecked?: boolean;
    }
  | { kind: 'separator' }
  | { kind: 'heading'; label: ReactNode };
