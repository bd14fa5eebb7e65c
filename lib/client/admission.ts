import type { Admission } from '@/lib/contract/staff-policy';
import { fetchApi } from './fetch-api';
import { rememberStepUp } from './step-up';

/**
 * Whether the person may continue now; asks for their password if required. For calls that can't be
 * repeated after a refusal: a download, which would save the refusal as the file, and a large
 * upload, whose response may be lost while it is still being sent.
 * @throws ApiProblem
 */
export async function askAdmission(to: Admission): Promise<void> {
  await fetchApi<void>(`/api/admission?to=${to}`);
}

/** The person confirms their password, which counts for ten minutes. @throws ApiProblem */
export async function confirmStepUp(password: string): Promise<void> {
  await fetchApi<void>('/api/step-up', { method: 'POST', body: { password } });
  rememberStepUp();
}
