import type { Fault } from '@/lib/sandbox/fault';
import { Random } from '@/lib/sandbox/random';
import { startRemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { TruthLog } from '@/lib/sandbox/truth-log';

/**
 * RemotePC in a separate process, so that it outlives the servers that are killed. Its effects are
 * in the truth log before a response leaves. Parameters: the log, and the seed of its faults, `calm`
 * or `slow`.
 */
const [truthPath = '', weather = 'calm'] = process.argv.slice(2);

const sandbox = await startRemotepcSandbox({ seed: 'empty', controlToken: 'crash' });
const truth = new TruthLog(truthPath);
sandbox.state.truth = truth;
sandbox.state.switches.isInvitable = (email) => !email.endsWith('@refused.example');
const choose = chooserOf(weather);
sandbox.faults.setWeather((operation) => {
  if (operation === 'invite') truth.write({ kind: 'call' });
  return choose();
});

process.on('disconnect', () => process.exit(0));
process.send?.({ baseUrl: sandbox.baseUrl, apiKey: sandbox.credentials.apiKey });

function chooserOf(weather: string): () => Fault {
  if (weather === 'calm') return () => ({ delayMs: 60 });
  if (weather === 'slow') return () => ({ delayMs: 500 });
  return stormy(new Random(Number(weather)));
}

/** Longer than these tests' servers wait for a response. */
const TOO_LATE_MS = 1_500;

function stormy(random: Random): () => Fault {
  const faults: [percent: number, fault: () => Fault][] = [
    [3, () => ({ resetBefore: true })],
    [4, () => ({ resetAfter: true })],
    [2, () => ({ delayMs: TOO_LATE_MS })],
    [2, () => ({ delayEffectMs: TOO_LATE_MS })],
    [2, () => ({ status: 500 })],
    [2, () => ({ status: 503, effect: 'applied' })],
    [1, () => ({ html: true, effect: 'applied' })],
    [1, () => ({ retryAfter: '1' })],
    [2, () => ({ truncateAt: 60, truncateWith: 'rst' })],
    [1, () => ({ status: 400 })],
    [6, () => ({ dropRows: random.integer(1, 3) })],
    [10, () => ({ reorderRows: true, upperCaseRows: true, duplicateRows: 5 })],
    [4, () => ({ extraRows: [{ username: 'stranger@crash.example', status: 'INVITED' }] })],
  ];
  return () => {
    const delayMs = random.integer(5, 120);
    let dice = random.next() * 100;
    for (const [percent, fault] of faults) {
      dice -= percent;
      if (dice < 0) return { delayMs, ...fault() };
    }
    return { delayMs };
  };
}
