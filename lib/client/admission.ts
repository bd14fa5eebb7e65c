import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { Factors } from '@/lib/contract/factors';
import type { Admission } from '@/lib/contract/staff-policy';
import { fetchApi } from './fetch-api';
import { askForPasskey } from './passkeys';
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

/** With what the person can confirm that it is them, the strongest first. */
export async function findConfirmations(): Promise<Factors['confirmsWith']> {
  try {
    // Not by `fetchApi`, which would ask for a confirmation to find out how to ask for one.
    const response = await fetch('/api/factors', { headers: { accept: 'application/json' } });
    return response.ok ? ((await response.json()) as Factors).confirmsWith : ['password'];
  } catch {
    return ['password'];
  }
}

type Proof = { password: string } | { code: string } | { passkey: AuthenticationResponseJSON };

/** The person confirms that it is them, which counts for ten minutes. @throws ApiProblem */
export async function confirmStepUp(proof: Proof): Promise<void> {
  await fetchApi<void>('/api/step-up', { method: 'POST', body: proof });
  rememberStepUp();
}

/** The same with one of the person's passkeys. @throws ApiProblem, PasskeyError */
export async function confirmWithPasskey(): Promise<void> {
  const options = await fetchApi<PublicKeyCredentialRequestOptionsJSON>(
    '/api/passkeys/step-up-options',
    { method: 'POST' },
  );
  await confirmStepUp({ passkey: await askForPasskey(options) });
}
