const SETTINGS =
  /^(PORT|HOSTNAME|AUDIT_|DATABASE_|DATA_DIR|AUTH_|AUTO_LOGIN_|ENCRYPTION_|ADMIN_|REMOTE(PC|IT)_|SANDBOX_|APP_URL|UPSTREAM_|INVITE_|USERS_FRESH|TRUSTED_PROXY|LOG_LEVEL|NEXTAUTH_|NEXT_|__NEXT_|NODE_ENV)/;

/**
 * The environment without the product's settings: builds and tests must not depend on this
 * machine's settings or reach its accounts or its database. The last variable keeps the start
 * program and Next from reading `.env` files.
 * @returns {NodeJS.ProcessEnv}
 */
export function settingsFreeEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return {
    ...Object.fromEntries(kept),
    NEXT_TELEMETRY_DISABLED: '1',
    __NEXT_PROCESSED_ENV: 'true',
  };
}
