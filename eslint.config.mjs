import next from 'eslint-config-next/core-web-vitals';
import nextTypescript from 'eslint-config-next/typescript';

/** Runs on both sides, and what any browser file may import. */
const both = ['lib/contract', 'lib/shared'];
const browser = [...both, 'lib/client', 'components/ui'];

/** What any server file may import. */
const base = [
  ...both,
  ...[
    'errors',
    'explain-error',
    'actor',
    'address-ranges',
    'env',
    'setting-values',
    'forward-settings',
    'oidc-settings',
    'remoteit-settings',
    'mail-settings',
    'backup-settings',
    'product-version',
    'internet-address',
    'log',
    'json-shape',
    'remember',
  ].map((name) => `lib/server/${name}.ts`),
  'lib/server/db',
  'lib/server/metrics',
];
const server = (...names) => [...base, ...names.map((name) => `lib/server/${name}`)];

/** Allowed imports: each module with those that it may import, and no others. */
const arrows = {
  'lib/shared': [],
  'lib/contract': ['lib/shared'],
  'lib/client': both,
  'lib/sandbox': both,

  'components/ui': ['lib/client/cn.ts', 'lib/shared'],
  'components/lists': browser,
  'components/account-choice': browser,
  'components/views': browser,
  'components/items': browser,
  'components/passwords': [...browser, 'components/lists', 'components/account-choice'],
  'components/changes': browser,
  'components/seats': [...browser, 'components/items'],
  'components/customers': [
    ...browser,
    ...['account-choice', 'seats', 'items', 'lists', 'views'].map((name) => `components/${name}`),
  ],
  'components/statements': [...browser, 'components/lists'],
  'components/sign-in-as': [
    ...browser,
    ...['passwords', 'account-choice', 'changes'].map((name) => `components/${name}`),
  ],
  'components/users': [
    ...browser,
    ...['sign-in-as', 'passwords', 'account-choice', 'seats', 'views', 'items', 'customers'].map(
      (name) => `components/${name}`,
    ),
  ],
  'components/invitations': [
    ...browser,
    ...['lists', 'account-choice', 'views'].map((name) => `components/${name}`),
    'components/overview/acknowledgements.ts',
  ],
  'components/devices': [
    ...browser,
    ...['account-choice', 'views', 'items', 'customers'].map((name) => `components/${name}`),
  ],
  'components/settings': [...browser, 'components/changes'],
  'components/accounts': [...browser, 'components/settings', 'components/changes'],
  'components/team': [...browser, 'components/changes', 'components/customers/queries.ts'],
  'components/receivers': browser,
  'components/webhooks': [...browser, 'components/receivers'],
  'components/notifications': [...browser, 'components/receivers'],
  // Rendered on the server only.
  'components/api-reference': [...browser, 'lib/server/openapi'],
  'components/audit-log': [...browser, 'components/account-choice', 'components/views'],
  'components/overview': [...browser, 'components/account-choice', 'components/seats'],
  'components/shell': [
    ...browser,
    ...['team/sign-in.ts', 'account-choice', 'sign-in-as', 'changes', 'views'].map(
      (name) => `components/${name}`,
    ),
  ],

  'lib/server/db': base,
  'lib/server/upstreams': base,
  'lib/server/policies': base,
  'lib/server/lists': base,
  'lib/server/mail': base,
  'lib/server/audit': server('policies', 'mail'),
  'lib/server/vault': server('policies', 'audit'),
  'lib/server/auth': server('policies', 'audit', 'approvals', 'vault', 'mail'),
  'lib/server/approvals': server('policies', 'audit', 'mail'),
  'lib/server/accounts': server('policies', 'audit', 'approvals', 'upstreams', 'vault'),
  'lib/server/annotations': server('audit', 'accounts'),
  'lib/server/assignments': server('accounts', 'policies'),
  'lib/server/http': server('policies', 'audit', 'auth', 'upstreams/channel'),
  'lib/server/staff': server(
    ...['policies', 'audit', 'approvals', 'auth', 'accounts', 'vault', 'mail'],
  ),
  'lib/server/devices': server(
    ...['policies', 'audit', 'auth', 'accounts', 'annotations', 'assignments'],
    ...['upstreams', 'lists'],
  ),
  'lib/server/users': server(
    ...['policies', 'audit', 'auth', 'accounts', 'annotations', 'assignments'],
    ...['upstreams', 'vault', 'lists'],
  ),
  'lib/server/customers': server(
    ...['policies', 'audit', 'auth', 'accounts', 'assignments', 'lists', 'users', 'devices'],
  ),
  'lib/server/statements': server(
    ...['policies', 'audit', 'auth', 'accounts', 'lists', 'users', 'mail'],
  ),
  'lib/server/sign-in-as': server(
    ...['policies', 'audit', 'approvals', 'auth', 'accounts', 'upstreams', 'vault', 'users'],
  ),
  'lib/server/views': server('policies', 'audit', 'auth', 'accounts'),
  'lib/server/invitations': server(
    ...['policies', 'audit', 'auth', 'accounts', 'assignments', 'upstreams', 'lists', 'users'],
  ),
  'lib/server/changes': server(
    ...['policies', 'audit', 'approvals', 'auth', 'mail', 'accounts', 'vault', 'staff'],
    ...['invitations', 'sign-in-as', 'upstreams/channel'],
  ),
  'lib/server/webhooks': server('policies', 'audit', 'vault'),
  'lib/server/notifications': server(
    ...['policies', 'audit', 'vault', 'mail', 'webhooks', 'accounts', 'invitations'],
    ...['users', 'devices', 'overview'],
  ),
  'lib/server/backup': server('audit', 'vault'),
  'lib/server/overview': server(
    ...['policies', 'audit', 'accounts', 'devices', 'sign-in-as', 'users', 'webhooks'],
  ),
  'lib/server/search': server(
    ...['policies', 'accounts', 'customers', 'devices', 'invitations', 'staff', 'users'],
  ),
  'lib/server/mcp': server(
    ...['policies', 'audit', 'auth', 'http', 'accounts', 'users', 'customers', 'devices'],
    ...['invitations', 'sign-in-as'],
  ),
  'lib/server/openapi': server('policies', 'http'),
  'lib/server/worker': ['lib/server', ...both],

  app: [
    'components',
    ...both,
    'lib/server/errors.ts',
    'lib/server/explain-error.ts',
    'lib/server/db/is-ready.ts',
    'lib/server/worker/is-running.ts',
    'lib/server/worker/host-warnings.ts',
    'lib/server/worker/installation.ts',
    ...[
      'accounts',
      'audit',
      'auth',
      'changes',
      'customers',
      'devices',
      'http',
      'invitations',
      'openapi',
      'overview',
      'policies',
    ].map((name) => `lib/server/${name}`),
    ...['mail', 'mcp', 'notifications', 'search', 'sign-in-as', 'staff', 'statements'].map(
      (name) => `lib/server/${name}`,
    ),
    ...['users', 'vault', 'views', 'webhooks'].map((name) => `lib/server/${name}`),
  ],
};

/**
 * One zone for the files of each module: a file is checked only against its own row of the table.
 */
const modules = Object.entries(arrows).map(([module, allowed]) => ({
  files: [`${module}/**/*.{ts,tsx,mjs}`],
  rules: {
    'import/no-restricted-paths': [
      'error',
      {
        zones: [
          {
            target: `./${module}`,
            from: '.',
            except: [...new Set([module, ...allowed, 'node_modules'])].map((path) => `./${path}`),
            message: `${module} may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
          },
        ],
      },
    ],
  },
}));

/** The rules about React, of which one compiles each file: half of the linter's time. */
const reactRules = next
  .flatMap(({ rules }) => Object.keys(rules ?? {}))
  .filter((name) => /^react(-hooks)?\//.test(name));

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
      'import/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      // The compiler finds these in no time.
      '@typescript-eslint/no-unused-vars': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
      // Signing in and out reload the page on purpose: nothing from before stays in memory.
      '@next/next/no-location-assign-relative-destination': 'off',
      'import/no-anonymous-default-export': 'off',
    },
  },
  {
    // An auditor gets one file and nothing else.
    files: ['scripts/audit-verify.mjs'],
    rules: { 'max-lines': ['error', { max: 650 }] },
  },
  {
    // No React is here.
    files: ['lib/{server,sandbox,shared,contract}/**', 'scripts/**', 'tests/**'],
    ignores: ['tests/components/**'],
    rules: Object.fromEntries(reactRules.map((name) => [name, 'off'])),
  },
  ...modules,
  {
    // Next and the tools require a default export here.
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
        { object: 'URL', property: 'canParse', message: 'Use lib/shared/parse-url.ts.' },
      ],
    },
  },
  {
    // A press starts a write once, even if nothing is painted between two clicks.
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
    // The edges of the framework: Next passes its mode in a variable.
    files: ['instrumentation.ts', 'proxy.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['scripts/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
];

export default config;
