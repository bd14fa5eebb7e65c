import { cn } from '@/lib/client/cn';

type TruncatedTextProps = { text: string; isMono?: boolean; className?: string };

/**
 * An address or an id that may not fit: cut by CSS alone and whole on hover. It stays one text node,
 * so that selecting, copying and finding in the page meet the whole of it.
 */
export function TruncatedText({ text, isMono, className }: TruncatedTextProps) {
  return (
    <span
      title={text}
      className={cn(
        'inline-block max-w-full min-w-0 truncate align-bottom',
        isMono && 'font-mono',
        className,
      )}
    >
      {text}
    </span>
  );
}
