'use client';

import { useId, useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { NewTotp } from '@/lib/contract/factors';
import { useConfirmTotp } from './factor-queries';
import { QrCode } from './qr-code';

type AddTotpDialogProps = {
  totp: NewTotp;
  onAdded: (recoveryCodes: string[]) => void;
  onClose: () => void;
};

/** Shows the secret of a new authenticator app, and takes it into use with its first code. */
export function AddTotpDialog({ totp, onAdded, onClose }: AddTotpDialogProps) {
  const formId = useId();
  const field = useFocusOnOpen();
  const confirm = useConfirmTotp();
  const [code, setCode] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const fault = isMissing ? 'Enter the code.' : confirm.error?.errorAt('code');
  const submit = () => {
    setIsMissing(code.trim() === '');
    if (code.trim() === '' || confirm.isPending) return;
    confirm.mutate(code, {
      onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes),
      onError: () => field.current?.select(),
    });
  };
  return (
    <FormDialog
      formId={formId}
      title="Add an authenticator app"
      description="Scan the code with your app, such as a password manager, then enter the six digits it shows."
      submit="Add"
      isPending={confirm.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="flex flex-col items-center gap-3">
        <QrCode text={totp.uri} label="QR code for your authenticator app" />
        <div className="w-full">
          <p className="text-12 text-muted">Or type this key into the app:</p>
          <div className="mt-1 flex items-start gap-2 rounded-control bg-sunken p-2">
            <code className="min-w-0 flex-1 font-mono text-12 break-all">{totp.secret}</code>
            <CopyButton text={totp.secret} what="key" />
          </div>
        </div>
      </div>
      <Field label="Code" error={fault} isRequired>
        {(control) => (
          <Input
            {...control}
            ref={field}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={100}
            className="max-w-40 font-mono tracking-wide"
            value={code}
            onChange={(event) => {
              setCode(event.target.value);
              setIsMissing(false);
            }}
          />
        )}
      </Field>
      {confirm.error && !fault && (
        <Notice tone="bad" title="Couldn’t add the app" isLive>
          {confirm.error.detail}
        </Notice>
      )}
    </FormDialog>
  );
}
