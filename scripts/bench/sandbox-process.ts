import { startRemotepcSandbox } from '../../lib/sandbox/remotepc-sandbox';

/**
 * A RemotePC sandbox with a given number of users, in a separate process so that it doesn't take
 * the load generator's time.
 */
const users = Number(process.argv[2] ?? 1_000);
const inviteDelayMs = Number(process.argv[3] ?? 0);
const sandbox = await startRemotepcSandbox({
  seed: 'empty',
  autoLoginOrigin: 'https://login.remotepc.com',
});
sandbox.state.fill(users);
sandbox.faults.setWeather((operation) =>
  operation === 'invite' && inviteDelayMs > 0 ? { delayMs: inviteDelayMs } : {},
);
process.send?.({ baseUrl: sandbox.baseUrl, apiKey: sandbox.credentials.apiKey });
process.on('disconnect', () => process.exit(0));
