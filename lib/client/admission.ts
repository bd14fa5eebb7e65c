import type { Admission } from '@/lib/contract/staff-policy';
import { fetchApi } from './fetch-api';
import { rememberStepUp } from './step-up';

/**
 * Whether the person may go on now; asks for their own password where that is needed. For what can't
 * be sent once more after a refusal: a download, which would save it as if it were the file, and a
 * large upload, whose answer may be lost while it is still on its way.
 * @throws ApiProblem
 */
export async function askAdmission(to: Admission): Promise<void> {
  await fetchApi<void>(`/api/admission?to=${to}`);
}

/** The person gives their own password again: it counts for ten minutes. @throws ApiProblem */
export async function confirmStepUp(password: string): Promise<void> {
  await fetchApi<void>('/api/step-up', { method: 'POST', body: { password } });
  rememberStepUp();
}
