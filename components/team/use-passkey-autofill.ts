import { useEffect, useEffectEvent } from 'react';
import { supportsPasskeyAutofill } from '@/lib/client/passkeys';
import { fetchPasskeyChallenge, offerPasskey, type PasskeyChallenge } from './sign-in';

/** A challenge works for five minutes. */
const RENEW_MS = 4 * 60_000;

type Autofill = {
  /** Off while the browser asks for a passkey by itself, which takes the offer back. */
  isOn: boolean;
  callbackUrl: string;
  onSignedIn: (target: string) => void;
  onRefused: (error: unknown) => void;
};

/**
 * Lets the browser offer passkeys in the field for the email. What goes wrong before the person
 * selects one is silent: they asked for nothing yet.
 */
export function usePasskeyAutofill({ isOn, callbackUrl, onSignedIn, onRefused }: Autofill): void {
  const signedIn = useEffectEvent(onSignedIn);
  const refused = useEffectEvent(onRefused);

  useEffect(() => {
    if (!isOn) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = async (challenge: PasskeyChallenge) => {
      const target = await offerPasskey(challenge, callbackUrl);
      if (target !== null) signedIn(target);
    };
    const offer = async () => {
      // A page that no one looks at doesn't ask for challenges all night.
      if (document.hidden) {
        document.addEventListener('visibilitychange', offer, { once: true });
        return;
      }
      const challenge = await fetchPasskeyChallenge().catch(() => null);
      if (isOver || !challenge) return;
      timer = setTimeout(offer, RENEW_MS);
      await wait(challenge).catch(refused);
    };
    void supportsPasskeyAutofill().then((isSupported) => {
      if (isSupported && !isOver) void offer();
    });
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', offer);
    };
  }, [isOn, callbackUrl]);
}
