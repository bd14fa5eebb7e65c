const SETTINGS =
  /^(PORT|HOSTNAME|DATABASE_URL|DATA_DIR|AUTH_|AUTO_LOGIN_|ENCRYPTION_|ADMIN_|REMOTE(PC|IT)_|SANDBOX_|APP_URL|UPSTREAM_|INVITE_|USERS_FRESH|TRUSTED_PROXY|LOG_LEVEL|NEXTAUTH_|NEXT_|NODE_ENV)/;

/**
 * The environment without the product's settings: builds and tests must neither depend on what
 * this machine is set to, nor reach its accounts or its database.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function settingsFreeEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: '1' };
}
