import { BACKGROUND_HEADER } from '@/lib/shared/background-call';
import type { Profile } from '@/lib/contract/staff';

/** Whose session this browser has now; null: nobody's, or it can't be told. */
export async function findSignedIn(): Promise<string | null> {
  try {
    const headers = { accept: 'application/json', [BACKGROUND_HEADER]: '1' };
    const response = await fetch('/api/profile', { headers });
    return response.ok ? ((await response.json()) as Profile).email : null;
  } catch {
    return null;
  }
}
