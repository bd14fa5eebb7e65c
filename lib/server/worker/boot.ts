import 'server-only';
import { checkForwardFiles } from '@/lib/server/audit/forward-tls';
import { closeDatabase } from '@/lib/server/db/client';
import {
  SettingsError,
  env,
  forgetAdmin,
  isDevelopment,
  readKey,
  shareAppUrl,
} from '@/lib/server/env';
import { guardEdge } from '@/lib/server/http/edge/guard-server';
import { limitSlowClients } from '@/lib/server/http/edge/limit-slow-clients';
import { closeStreams } from '@/lib/server/invitations/open-streams';
import { describeError, log } from '@/lib/server/log';
import { logConsole } from '@/lib/server/log-console';
import { createFirstAdministrator } from '@/lib/server/staff/create-first-administrator';
import { openVault, lockedSentences } from '@/lib/server/vault/open-vault';
import { logHostWarnings } from './host-warnings';
import { startHousekeeping } from './maintenance';
import { serveMetrics } from './serve-metrics';
import { startWorker, stopWorker } from './worker';

const SHUTDOWN_MS = 20_000;

/**
 * Starts what lives as long as the process. Settings and keys are read here so that an invalid one
 * stops the start: a server that can't authorize anyone must not serve.
 */
export async function boot(): Promise<void> {
  try {
    env();
    readKey('AUTH_SECRET');
    checkForwardFiles();
    if (!isDevelopment()) logConsole();
    shareAppUrl();
    guardEdge();
    limitSlowClients();
    await createFirstAdministrator();
    forgetAdmin();
    await logHostWarnings();
    await tellOfLockedVault();
    const { hostname, metricsPort } = env();
    if (metricsPort !== undefined) await serveMetrics(hostname, metricsPort);
    startWorker();
    startHousekeeping();
    stopOnSignals();
  } catch (error) {
    const reason = error instanceof SettingsError ? error.message : describeError(error);
    log().fatal({ reason }, 'the server can’t start');
    process.exit(1);
  }
}

/** A wrong or missing key doesn't stop the start: only the stored passwords are unavailable. */
async function tellOfLockedVault(): Promise<void> {
  const vault = await openVault();
  if (vault.state === 'open') return;
  const { reason, missing } = vault;
  log().warn({ reason, missing }, `the vault is locked: ${lockedSentences[reason]}`);
}

/** Next leaves signals to us (NEXT_MANUAL_SIG_HANDLE): finish what is in progress, then exit. */
function stopOnSignals(): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    const force = setTimeout(() => process.exit(1), SHUTDOWN_MS);
    force.unref();
    closeStreams();
    void stopWorker()
      .then(closeDatabase)
      .catch((error: unknown) => log().error({ error: describeError(error) }, 'stopping failed'))
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The process that started us is gone: no one else would ever stop us.
  process.on('disconnect', stop);
}
