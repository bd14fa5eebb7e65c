'use client';

import { SecondFactorPanel } from './second-factor-panel';

/** Adds a second factor, then goes on to the page that the person wanted. */
export function AddSecondFactor({ callbackUrl }: { callbackUrl: string }) {
  // A full page load, so that the server decides again.
  return <SecondFactorPanel onAdded={() => location.assign(callbackUrl)} />;
}
