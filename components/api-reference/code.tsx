import { Fragment } from 'react';

/** Text with `code` in it. */
export function Words({ children }: { children: string }) {
  return children
    .split('`')
    .map((part, at) => (
      <Fragment key={at}>
        {at % 2 === 0 ? (
          part
        ) : (
          <code className="rounded-tag bg-sunken px-1 font-mono text-12 wrap-anywhere">{part}</code>
        )}
      </Fragment>
    ));
}

/** What is typed into a shell. It scrolls by itself. */
export function Shell({ label, children }: { label: string; children: string }) {
  return (
    <pre
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-12"
    >
      {children}
    </pre>
  );
}

/** Method and path. A path breaks after a slash. */
export function CallLine({ method, path }: { method: string; path: string }) {
  return (
    <code className="flex min-w-0 items-baseline gap-2 font-mono text-12">
      <span className="w-12 shrink-0 font-medium text-accent-text">{method}</span>
      <span className="min-w-0 wrap-anywhere">
        {path.split(/(?<=\/)/).map((part, at) => (
          <Fragment key={at}>
            {part}
            <wbr />
          </Fragment>
        ))}
      </span>
    </code>
  );
}
