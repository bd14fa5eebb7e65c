'use client';

import { Dialog } from '@/components/ui/dialog';
import { Keys } from '@/components/ui/kbd';
import { keyGroups, keyNames, keyTable } from '@/lib/shared/keys';
import { allowed } from './nav-links';
import { mayOpen } from './shell-keys';

type KeysDialogProps = { permissions: readonly string[]; onClose: () => void };

/** All keys that work for this person. Its code loads when it first opens. */
export function KeysDialog({ permissions, onClose }: KeysDialogProps) {
  const rows = allowed(
    keyNames.map((name) => ({ name, ...keyTable[name] })),
    permissions,
  ).filter(({ href }) => !href || mayOpen(href, permissions));
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Keyboard shortcuts"
      description="They work everywhere except in text fields and dialogs."
      size="md"
    >
      <div className="gap-x-8 sm:columns-2">
        {keyGroups.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-12 font-medium text-muted">{group}</h3>
            <dl>
              {rows
                .filter((row) => row.group === group)
                .map(({ name, label, keys }) => (
                  <div key={name} className="flex min-h-8 items-center justify-between gap-4">
                    <dt>{label}</dt>
                    <dd className="flex shrink-0 items-center gap-1.5">
                      {keys.map((one, index) => (
                        <span key={one} className="inline-flex items-center gap-1.5">
                          {index > 0 && <span className="text-12 text-muted">or</span>}
                          <Keys of={one} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
