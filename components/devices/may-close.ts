import type { Connection } from '@/lib/contract/devices';

/** Whether a person may end this connection: their own, or anyone's. The server decides. */
export function mayClose({ isOwn }: Connection, permissions: readonly string[]): boolean {
  return permissions.includes(isOwn ? 'connections.write' : 'connections.end_others');
}
