import type { CDPSession, Page } from '@playwright/test';

/**
 * A virtual authenticator of Chromium, built into the device, that verifies its user. It takes
 * whatever is offered in a field at once, so unless a test is about that, the browser can't offer.
 */
export async function addAuthenticator(
  page: Page,
  { hasAutofill = false } = {},
): Promise<{ cdp: CDPSession; id: string }> {
  if (!hasAutofill) {
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
    });
  }
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { cdp, id: authenticatorId };
}
