import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';

/** The browser made or used no passkey; in words. */
export class PasskeyError extends Error {
  override name = 'PasskeyError' as const;
}

export function supportsPasskeys(): boolean {
  return typeof window !== 'undefined' && 'PublicKeyCredential' in window;
}

/** Lets the browser make a passkey. @throws PasskeyError */
export async function createPasskey(
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return startRegistration({ optionsJSON }).catch((error: unknown) => {
    const isKnown = error instanceof Error && error.name === 'InvalidStateError';
    throw new PasskeyError(
      isKnown
        ? 'This device already has a passkey for your account.'
        : 'No passkey was created. The request was canceled or took too long.',
    );
  });
}

/** Lets the browser sign with a passkey. @throws PasskeyError */
export async function askForPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return startAuthentication({ optionsJSON }).catch(() => {
    throw new PasskeyError('No passkey was used. The request was canceled or took too long.');
  });
}

/** Whether the browser can offer passkeys in a field, among the names that it fills in. */
export async function supportsPasskeyAutofill(): Promise<boolean> {
  if (!supportsPasskeys()) return false;
  const { browserSupportsWebAuthnAutofill } = await import('@simplewebauthn/browser');
  return browserSupportsWebAuthnAutofill();
}

/**
 * Waits until the person selects a passkey in the field for their email.
 * @returns null: they didn't, and something else has been asked of the browser meanwhile
 */
export async function waitForPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON | null> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return startAuthentication({ optionsJSON, useBrowserAutofill: true }).catch(() => null);
}
