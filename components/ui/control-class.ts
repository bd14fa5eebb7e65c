/** The frame of everything that is typed into or chosen from. */
export const controlClass = [
  'block rounded-control border border-control bg-surface text-13 text-ink base:w-full base:min-w-0',
  'transition-colors duration-fast hover:border-muted',
  'focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0',
  'aria-invalid:border-bad-solid aria-invalid:focus-visible:outline-bad-solid',
  'disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-sunken disabled:text-muted',
].join(' ');
