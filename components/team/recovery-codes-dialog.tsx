'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { downloadText } from '@/components/ui/download';

type RecoveryCodesDialogProps = { codes: readonly string[]; onClose: () => void };

/** Ten codes that are shown only now: it closes once the person says that they saved them. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesDialogProps) {
  const [isSaved, setIsSaved] = useState(false);
  const [isHurried, setIsHurried] = useState(false);
  const text = codes.join('\n');
  const close = () => (isSaved ? onClose() : setIsHurried(true));
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
      title="Save your recovery codes"
      description="Each code lets you sign in once without your second factor. They won’t be shown again, and earlier codes no longer work."
      footer={
        <Button variant="primary" onClick={close}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <ul
          aria-label="Recovery codes"
          className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-control bg-sunken p-3 font-mono text-13 sm:grid-cols-2"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex items-center gap-2">
          <Button
            size="sm"
            autoFocus
            onClick={() =>
              downloadText(`${text}\n`, 'reseller-desk-recovery-codes.txt', 'text/plain')
            }
          >
            <Download /> Download
          </Button>
          <CopyButton text={text} what="recovery codes" />
        </div>
        <Checkbox
          label="I have saved them in a safe place"
          checked={isSaved}
          aria-invalid={isHurried && !isSaved ? true : undefined}
          onChange={({ target }) => setIsSaved(target.checked)}
        />
        {isHurried && !isSaved && (
          <p role="alert" className="text-12 text-bad-text">
            Save the codes first, then select the box.
          </p>
        )}
      </div>
    </Dialog>
  );
}
