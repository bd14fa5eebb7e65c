import next from 'eslint-config-next/core-web-vitals';
import nextTypescript from 'eslint-config-next/typescript';

const features = [
  'users',
  'approvals',
  'invitations',
  'devices',
  'staff',
  'activity',
  'settings',
  'overview',
];
const useCaseRooms = [
  'users',
  'invitations',
  'devices',
  'staff',
  'accounts',
  'vault',
  'audit',
  'overview',
  'host',
];

/** `target` may not import `from`, but for the rooms in `except`. */
const zone = (target, from, except, message) => ({ target, from, except, message });

/** A room of lib that may import only the rooms named here. */
const libRoom = (room, allowed) =>
  zone(
    `./lib/${room}`,
    './lib',
    [`./${room}`, ...allowed],
    `lib/${room} may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
  );

const useCaseImports = [
  ...useCaseRooms,
  'db',
  'schemas',
  'log.ts',
  'http',
  'api/api-error.ts',
  'api/error-codes.ts',
  'api/require-permission.ts',
  'api/step-up-required.ts',
  'api/problem-from-error.ts',
  'csv.ts',
  'text-order.ts',
  'auth',
  'env.ts',
  'remotepc',
  'remoteit',
  'format.ts',
].map((room) => `./${room}`);

const zones = [
  zone('./lib', './app', [], 'lib never imports app.'),
  zone('./components', './app', [], 'Nobody imports app.'),
  zone('./lib', './components', [], 'lib never imports components.'),
  zone('./components/ui', './lib', ['./cn.ts', './format.ts'], 'Primitives know no domain.'),
  zone('./components/ui', './components', ['./ui'], 'Primitives know no feature.'),
  ...features.map((feature) =>
    zone(
      `./components/${feature}`,
      './components',
      ['./ui', `./${feature}`],
      'A feature never imports another.',
    ),
  ),
  ...[...features, 'shell'].map((feature) =>
    zone(
      `./components/${feature}`,
      './lib',
      [
        './schemas',
        './fetch-api.ts',
        './ask-admission.ts',
        './confirm-step-up.ts',
        './step-up-gate.ts',
        './session-gate.ts',
        './person-acts.ts',
        './format.ts',
        './csv.ts',
        './cn.ts',
      ],
      'Components reach the server through lib/fetch-api only.',
    ),
  ),
  zone(
    './app',
    './lib',
    [
      './schemas',
      './api',
      './auth',
      './users',
      './invitations',
      './devices',
      './staff',
      './accounts',
      './audit',
      './overview',
      './host/host-warnings.ts',
      './vault/describe-vault.ts',
      './format.ts',
      './cn.ts',
      './db/is-ready.ts',
      './jobs/is-running.ts',
    ],
    'A page or handler calls use cases, not databases or adapters.',
  ),
  libRoom('schemas', []),
  libRoom('http', []),
  libRoom('remotepc', ['./http', './schemas']),
  libRoom('remoteit', ['./http', './schemas']),
  libRoom('db', ['./env.ts', './schemas', './log.ts']),
  libRoom('vault', ['./db', './env.ts', './schemas', './audit', './auth']),
  libRoom('sandbox', ['./schemas']),
  libRoom('auth', ['./schemas', './db', './log.ts', './env.ts', './audit', './http']),
  libRoom('api', ['./schemas', './db', './log.ts', './env.ts', './audit', './http', './auth']),
  ...['users', 'invitations', 'devices', 'staff', 'audit', 'accounts', 'overview'].map((room) =>
    zone(
      `./lib/${room}`,
      './lib',
      useCaseImports,
      'A use case room imports other use cases, the database and upstream errors; no handler, no sandbox.',
    ),
  ),
  zone('./app', './lib/sandbox', [], 'Nothing in the product imports the sandbox.'),
  zone('./lib/jobs', './lib/sandbox', [], 'Nothing in the product imports the sandbox.'),
];

const config = [
  {
    ignores: [
      '.next/**',
      '.next-*/**',
      'node_modules/**',
      'data/**',
      'next-env.d.ts',
      'test-results/**',
      'playwright-report/**',
      'screenshots/**',
    ],
  },
  ...next,
  ...nextTypescript,
  {
    files: ['**/*.{ts,tsx,mjs,js}'],
    rules: {
      'import/no-restricted-paths': ['error', { zones }],
      'import/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      // Signing in and out load the page anew on purpose: nothing of before stays in memory.
      '@next/next/no-location-assign-relative-destination': 'off',
      'import/no-anonymous-default-export': 'off',
    },
  },
  {
    // Next and the tools want a default export here.
    files: [
      'app/**/{page,layout,error,not-found,loading,global-error}.tsx',
      '*.config.{js,ts,mjs}',
      'proxy.ts',
      'tests/**/*setup.ts',
      'tests/**/*teardown.ts',
    ],
    rules: { 'import/no-default-export': 'off' },
  },
  {
    files: ['lib/**', 'app/**', 'components/**', 'proxy.ts', 'instrumentation.ts'],
    ignores: ['lib/env.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in lib/env.ts only.' },
      ],
    },
  },
  {
    // A press starts a write once, also where nothing is painted between two clicks.
    files: ['app/**', 'components/**'],
    ignores: ['components/ui/use-write.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@tanstack/react-query',
          importNames: ['useMutation'],
          message: 'Use useWrite of components/ui/use-write.ts.',
        },
      ],
    },
  },
  {
    // The edges of the framework: Next tells its mode by a variable.
    files: ['instrumentation.ts', 'proxy.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['scripts/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
];

export default config;
