'use client';

import { FileText } from 'lucide-react';
import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/lib/client/cn';

type FileDropProps = {
  /** What the file holds, read aloud. */
  label: string;
  /** Goes on behind the button "Choose a file". */
  hint: string;
  /** As the browser's own file dialog takes it. */
  accept: string;
  isBusy: boolean;
  onFile: (file: File) => void;
  /** Other ways to hand the same thing in. */
  children?: ReactNode;
};

/** A place to drop a file on, or to choose one. */
export function FileDrop({ label, hint, accept, isBusy, onFile, children }: FileDropProps) {
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      className={cn(
        'flex flex-col gap-3 rounded-panel border border-dashed p-4 transition-colors duration-fast',
        isOver ? 'border-accent-solid bg-accent-soft' : 'border-line-strong',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button isPending={isBusy} onClick={() => input.current?.click()}>
          <FileText aria-hidden />
          Choose a file
        </Button>
        <p className="text-13 text-muted">{hint}</p>
        <input
          ref={input}
          type="file"
          accept={accept}
          aria-label={label}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onFile(file);
            // The same file, corrected meanwhile, must count as a choice again.
            event.target.value = '';
          }}
        />
      </div>
      {children}
    </div>
  );
}
