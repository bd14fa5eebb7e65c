import 'server-only';

// Next loads this module several times in one process; a stop must reach every stream all the same.
declare global {
  var resellerDeskOpenStreams: Set<() => void> | undefined;
}

/** Has `end` called when this process is to stop. @returns what forgets it again */
export function onStop(end: () => void): () => void {
  const open = (globalThis.resellerDeskOpenStreams ??= new Set());
  open.add(end);
  return () => open.delete(end);
}

/** Ends the streams of progress: browsers come back to whoever serves next. */
export function closeStreams(): void {
  for (const end of globalThis.resellerDeskOpenStreams ?? []) end();
}
