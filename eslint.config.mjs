import next from 'eslint-config-next/core-web-vitals';
import nextTypescript from 'eslint-config-next/typescript';

/** What runs on both sides and in the browser. */
const both = ['lib/contract', 'lib/shared'];
const browser = [...both, 'lib/client', 'components/ui'];
const useCases = [
  'accounts',
  'users',
  'sign-in-as',
  'vault',
  'invitations',
  'lists',
  'devices',
  'staff',
  'auth',
  'audit',
  'overview',
].map((name) => `lib/server/${name}`);
const base = ['json-shape', 'remember', 'log', 'env'].map((name) => `lib/server/${name}.ts`);

/** The arrows: each module with those it may import. Whatever isn't named here it may not. */
const arrows = {
  'lib/shared': ['lib/contract'],
  'lib/contract': ['lib/shared'],
  'lib/client': both,
  'lib/sandbox': both,
  'components/ui': ['lib/client/cn.ts', 'lib/shared/format.ts'],
  'components/lists': browser,
  'components/users': [...browser, 'components/sign-in-as', 'components/passwords'],
  'components/sign-in-as': [...browser, 'components/passwords', 'components/users'],
  'components/passwords': [...browser, 'components/lists', 'components/users'],
  'components/invitations': [...browser, 'components/lists'],
  'components/devices': browser,
  'components/accounts': [...browser, 'components/settings'],
  'components/settings': browser,
  'components/team': browser,
  'components/audit-log': browser,
  'components/overview': browser,
  'components/shell': [...browser, 'components/team/sign-in.ts'],
  'lib/server/db': [...both, ...base],
  'lib/server/upstreams': [...both, ...base],
  'lib/server/http': [
    ...both,
    ...base,
    ...useCases,
    'lib/server/db',
    'lib/server/upstreams/channel',
  ],
  ...Object.fromEntries(
    useCases.map((module) => [
      module,
      [...both, ...base, ...useCases, 'lib/server/db', 'lib/server/upstreams', 'lib/server/http'],
    ]),
  ),
  'lib/server/worker': [...both, 'lib/server'],
  app: ['components', ...both, 'lib/server'],
};

const zones = Object.entries(arrows).map(([module, allowed]) => ({
  target: `./${module}`,
  from: '.',
  except: [...new Set([module, ...allowed, 'node_modules'])].map((path) => `./${path}`),
  message: `${module} may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
}));

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
    ignores: ['lib/server/env.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Settings are read in lib/server/env.ts only.',
        },
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
