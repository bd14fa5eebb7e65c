import { cn } from '@/lib/cn';

type TruncatedTextProps = {
  text: string;
  /** Characters at the end that always stay in sight. */
  tailLength?: number;
  isMono?: boolean;
  className?: string;
};

/**
 * An address or an id that may not fit: shortened in the middle, whole on hover, copied whole.
 * Put a `CopyButton` beside it where people need the text elsewhere.
 */
export function TruncatedText({ text, tailLength = 8, isMono, className }: TruncatedTextProps) {
  const tail = Math.min(tailLength, text.length);
  const head = text.slice(0, text.length - tail);
  return (
    <span
      title={text}
      className={cn(
        'inline-flex max-w-full min-w-0 align-bottom whitespace-pre',
        isMono && 'font-mono',
        className,
      )}
    >
      <span className="truncate">{head}</span>
      <span className="shrink-0">{text.slice(text.length - tail)}</span>
    </span>
  );
}
