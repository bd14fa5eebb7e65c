'use client';

import { ChevronRight, FileText } from 'lucide-react';
import { useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/inputs';
import { cn } from '@/lib/client/cn';

/** The server's limits. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const ACCEPTED =
  '.xlsx,.csv,.tsv,.txt,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type ListEntryProps = {
  /** What the file contains, for screen readers. */
  fileLabel: string;
  /** Continues the line after the button "Choose a file". */
  fileHint: string;
  /** Below the button: the file that was read. */
  currentFile?: ReactNode;
  pasteHelp?: string;
  placeholder: string;
  text: string;
  isReading: boolean;
  /** Why the list couldn't be read. */
  problem: string | null;
  onType: (text: string) => void;
  onRead: (list: string | File) => void;
  /** Set when the list on the page has been read: the button continues instead of reading it. */
  onContinue?: () => void;
  /** Beside the button: what pressing it does and doesn't do. */
  note: string;
};

/** One place for a list, however it arrives: dropped, chosen or pasted. */
export function ListEntry(props: ListEntryProps) {
  const { text, isReading, problem, onType, onRead, onContinue } = props;
  const [ownProblem, setOwnProblem] = useState<string | null>(null);

  const readFile = async (file: File) => {
    const isTooLarge = file.size > MAX_FILE_BYTES;
    setOwnProblem(isTooLarge ? 'This file is larger than 10 MiB. Split it and try again.' : null);
    if (isTooLarge) return;
    try {
      // A snapshot: what is submitted later must be what was checked, even if the file changes.
      onRead(new File([await file.arrayBuffer()], file.name));
    } catch {
      setOwnProblem('The browser can’t read this file. Close it in other programs and try again.');
    }
  };
  const readText = () => {
    const isMissing = text.trim() === '';
    setOwnProblem(isMissing ? 'Paste a list or choose a file.' : null);
    if (!isMissing && !isReading) onRead(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) readText();
  };
  return (
    <>
      <FileDrop
        label={props.fileLabel}
        hint={props.fileHint}
        isBusy={isReading}
        onFile={(file) => void readFile(file)}
      >
        {props.currentFile}
        <Field
          label="Or paste a list"
          id="list"
          help={props.pasteHelp}
          error={ownProblem ?? problem ?? undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={10}
              value={text}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              autoCorrect="off"
              className="font-mono"
              placeholder={props.placeholder}
              onChange={(event) => {
                setOwnProblem(null);
                onType(event.target.value);
              }}
              onKeyDown={onKeyDown}
            />
          )}
        </Field>
      </FileDrop>
      <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2">
        {onContinue ? (
          <Button variant="primary" onClick={onContinue}>
            Continue
          </Button>
        ) : (
          <Button variant="primary" isPending={isReading} onClick={readText}>
            Check the list
          </Button>
        )}
        <p className="min-w-0 flex-1 basis-48 text-12 text-muted">{props.note}</p>
      </div>
    </>
  );
}

type FileDropProps = {
  label: string;
  hint: string;
  isBusy: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
};

/** A frame into which a file is dropped, with the button that chooses one. */
export function FileDrop({ label, hint, isBusy, onFile, children }: FileDropProps) {
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
        <p className="min-w-0 flex-1 basis-60 text-13 text-muted">{hint}</p>
        <input
          ref={input}
          type="file"
          accept={ACCEPTED}
          aria-label={label}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onFile(file);
            // Browsers report no change if the same file, edited meanwhile, is chosen again.
            event.target.value = '';
          }}
        />
      </div>
      {children}
    </div>
  );
}

/** The formats that can be read, folded away. */
export function ListTips({ children }: { children: ReactNode }) {
  return (
    <details className="group mt-6 text-13">
      <summary className="-ml-1 inline-flex cursor-pointer list-none items-center gap-1 rounded-tag px-1 text-muted hover:text-ink touch:min-h-11">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-fast group-open:rotate-90"
        />
        Supported formats
      </summary>
      {children}
    </details>
  );
}
