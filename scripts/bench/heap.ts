import type { CDPSession } from '@playwright/test';

/** Bytes held by a page's JavaScript after garbage collection. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/**
 * What a program keeps. Compiled code and the browser's own objects are left out: both grow for a
 * while on any page.
 */
const KEPT = new Set([
  'object',
  'array',
  'closure',
  'string',
  'concatenated string',
  'sliced string',
]);

type Snapshot = {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
};

/** Bytes of the objects, functions and strings that are still reachable. */
export async function keptBytes(session: CDPSession): Promise<number> {
  let text = '';
  const add = ({ chunk }: { chunk: string }) => (text += chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', add);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', add);
  const { snapshot, nodes } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const type = types[0][nodes[node + typeAt] ?? -1] ?? '';
    if (KEPT.has(type)) bytes += nodes[node + sizeAt] ?? 0;
  }
  return bytes;
}
