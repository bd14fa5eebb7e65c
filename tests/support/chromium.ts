export { findChromium } from '@/scripts/find-chromium.mjs';

export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Otherwise letters stand unevenly, and the last one of a line is cut.
  '--font-render-hinting=none',
];
