'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from './button';
import { IconButton } from './icon-button';
import { toast } from './toast';

const SHOWN_MS = 1_500;

type CopyButtonProps = {
  text: string;
  /** What is copied, as in "Copy link". */
  what?: string;
  /** As the main action, with its words. */
  isPrimary?: boolean;
  className?: string;
  onCopied?: () => void;
};

export function CopyButton(props: CopyButtonProps) {
  const { text, what = 'text', isPrimary, className, onCopied } = props;
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      toast.error('Couldn’t copy to the clipboard', {
        description: 'Select the text and copy it with your keyboard.',
      });
      return;
    }
    setIsCopied(true);
    onCopied?.();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsCopied(false), SHOWN_MS);
  };

  const label = isCopied ? 'Copied' : `Copy ${what}`;
  return (
    <>
      {isPrimary ? (
        <Button variant="primary" className={className} onClick={copy}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {label}
        </Button>
      ) : (
        <IconButton size="icon-sm" label={label} className={className} onClick={copy}>
          {isCopied ? <Check className="text-good-text" /> : <Copy />}
        </IconButton>
      )}
      <span role="status" className="sr-only">
        {isCopied ? 'Copied' : ''}
      </span>
    </>
  );
}
