/**
 * Faults that someone could make, and the tests that must notice. `npm run test:mutants` makes them,
 * one at a time, in a copy of the project.
 *
 * @typedef {{ fault: string, file: string, from: string, to: string, tests: string }} PlantedFault
 */

/** @type {PlantedFault[]} */
export const plantedFaults = [
  {
    fault: 'a route forgets the permission check',
    file: 'lib/server/http/route.ts',
    from: '  await requirePermission(actor, permission, { call: callOf(request) });\n',
    to: '',
    tests: 'tests/api/staff.test.ts',
  },
  {
    fault: 'a page forgets the permission check',
    file: 'app/(dashboard)/users/page.tsx',
    from: "requireStaff('users.read')",
    to: 'requireStaff()',
    tests: 'tests/components/shell/nav-items.test.ts',
  },
  {
    fault: 'a disabled person’s session goes on',
    file: 'lib/server/auth/sessions.ts',
    from: 'sessionHolds(), eq(staffMembers.isDisabled, false)));\n  if (!row)',
    to: 'sessionHolds()));\n  if (!row)',
    tests: 'tests/api/staff.test.ts',
  },
  {
    fault: 'a password is logged',
    file: 'lib/server/vault/seal.ts',
    from: '  const nonce = randomBytes(NONCE_BYTES);\n',
    to: '  const nonce = randomBytes(NONCE_BYTES);\n  globalThis.resellerDeskLog?.info({ note: text.toString() }, "sealed");\n',
    tests: 'tests/faults/n37-confidential.test.ts',
  },
  {
    fault: 'a vendor’s redirect is followed',
    file: 'lib/server/upstreams/channel/request-json.ts',
    from: '  const { status, headers } = raw;\n',
    to: '  const { status, headers } = raw;\n  if (headers.location) await fetch(new URL(String(headers.location), call.url)).catch(() => null);\n',
    tests: 'tests/faults/n49-redirects.test.ts',
  },
  {
    fault: 'adding a user is repeated when the answer is lost',
    file: 'lib/server/users/add-user.ts',
    from: '    await client.addUser(input);\n',
    to: '    await client.addUser(input).catch(() => client.addUser(input));\n',
    tests: 'tests/api/users-add.test.ts',
  },
  {
    fault: 'a secret isn’t bound to its place',
    file: 'lib/server/vault/seal.ts',
    from: '.setAAD(additionalData);',
    to: '.setAAD(Buffer.alloc(0));',
    tests: 'tests/lib/server/vault/seal.test.ts',
  },
  {
    fault: 'simultaneous sign-ins of one person don’t wait for each other',
    file: 'lib/server/sign-in-as/admit-auto-login.ts',
    from: '  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);\n',
    to: '  void lock;\n',
    tests: 'tests/api/auto-login-limit.test.ts',
  },
  {
    fault: 'simultaneous sign-ins as one user don’t wait for each other',
    file: 'lib/server/users/sign-in-attempts.ts',
    from: '  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);\n',
    to: '  void lock;\n',
    tests: 'tests/lib/server/users/sign-in-attempts.test.ts',
  },
  {
    fault: 'an answer may be cached',
    file: 'lib/server/http/answers.ts',
    from: "      'cache-control': 'no-store',\n",
    to: '',
    tests: 'tests/lib/server/http/answers.test.ts',
  },
  {
    fault: 'the audit log can be changed',
    file: 'lib/server/db/migrations/0001_audit-append-only.sql',
    from: 'BEFORE UPDATE OR DELETE ON',
    to: 'BEFORE DELETE ON',
    tests: 'tests/lib/server/db/audit-log-rights.test.ts tests/api/activity.test.ts',
  },
  {
    fault: 'someone confined sees every account',
    file: 'lib/server/policies/permissions.ts',
    from: 'return accountIds === null || accountIds.includes(accountId);',
    to: 'return accountIds === null || accountId !== "";',
    tests: 'tests/api/account-scope.test.ts',
  },
  {
    fault: 'a role is given that allows more than the giver’s',
    file: 'lib/server/staff/lock-staff.ts',
    from: '  if (missing === undefined) return;\n',
    to: '  if (missing === undefined || missing) return;\n',
    tests: 'tests/api/roles.test.ts',
  },
  {
    fault: 'an identity is connected by its address',
    file: 'lib/server/auth/single-sign-on.ts',
    from: "  if (!staff) return 'identity_not_connected';\n",
    to: '  if (!staff) return (await tx.select().from(staffMembers).where(eq(staffMembers.email, email)))[0]!;\n',
    tests: 'tests/api/single-sign-on.test.ts',
  },
  {
    fault: 'a page is static, and its scripts have no nonce',
    file: 'app/layout.tsx',
    from: "(await headers()).get('x-nonce') ?? undefined",
    to: 'undefined',
    tests: 'tests/faults/n24-dynamic-pages.test.ts',
  },
  {
    fault: 'whoever has a session may do everything',
    file: 'lib/server/auth/require-permission.ts',
    from: 'const refusal = may(actor, permission)',
    to: 'const refusal = (may(actor, permission) || !!actor)',
    tests: 'tests/api/staff.test.ts',
  },
];
