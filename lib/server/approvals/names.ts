import 'server-only';
import { inArray } from 'drizzle-orm';
import type { Person } from '@/lib/contract/approvals';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';

/** The names of team members by id, in one statement. Those who were removed have none. */
export async function namesOf(
  ids: Iterable<string | null | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids)].filter((id) => id !== null && id !== undefined);
  if (known.length === 0) return new Map();
  const rows = await db()
    .select({ id: staffMembers.id, name: staffMembers.name })
    .from(staffMembers)
    .where(inArray(staffMembers.id, known));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export function withName<Some extends Person>(
  person: Some,
  names: ReadonlyMap<string, string>,
): Some {
  const name = names.get(person.id);
  return name === undefined ? person : { ...person, name };
}
