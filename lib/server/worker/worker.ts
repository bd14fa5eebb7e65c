import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { findAccount } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { everyone } from '@/lib/server/actor';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { noteAnswer, takeTurn } from '@/lib/server/invitations/account-pace';
import {
  claimChunk,
  listSendableBatches,
  type Claim,
  type SendableBatch,
} from '@/lib/server/invitations/claim-chunk';
import { pauseBatches } from '@/lib/server/invitations/pause';
import { sendChunk } from '@/lib/server/invitations/send-chunk';
import { describeError, log } from '@/lib/server/log';
import type { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { BackingUp } from './backing-up';
import { Forwarding } from './forwarding';
import { Mailing } from './mailing';
import { Maintenance } from './maintenance';
import { Notifications } from './notifications';
import { Sealing } from './sealing';
import { Turns, WorkListener } from './wake';
import { Webhooks } from './webhooks';

const POLL_MS = 1_000;
/** Less than the shutdown allows: what is unanswered by then is recovered by its lease. */
const DRAIN_MS = 15_000;
/** Results still being written, as a multiple of the concurrent calls, before it waits. */
const MAX_WRITING = 4;

type Chunk = { claim: Claim; client: RemotepcClient; isProbe: boolean };

/**
 * Sends the invitations of all batches. Rows are the truth: the worker holds nothing that a crash
 * could lose, and any number of workers in any number of processes may run.
 */
class Worker {
  readonly #stopping = new AbortController();
  readonly #listener = new WorkListener(() => this.wake());
  readonly #maintenance = new Maintenance(this.#stopping.signal);
  readonly #sealing = new Sealing(this.#stopping.signal);
  readonly #mailing = new Mailing(this.#stopping.signal);
  readonly #forwarding = new Forwarding(this.#stopping.signal);
  readonly #webhooks = new Webhooks(this.#stopping.signal);
  readonly #notifications = new Notifications(this.#stopping.signal);
  readonly #backingUp = new BackingUp(this.#stopping.signal);
  readonly #turns = new Turns<SendableBatch>();
  readonly #sending = new Set<Promise<void>>();
  /** Calls that haven't been answered. */
  #calls = 0;
  #claiming = 0;
  /** When the turns were last filled; 0: they are out of date. */
  #listedAt = 0;
  #wake: (() => void) | null = null;
  #isAwake = false;
  readonly #done: Promise<void>;

  constructor() {
    this.#done = this.#run();
  }

  /** There may be new work. */
  wake(): void {
    this.#listedAt = 0;
    this.#goOn();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    const beside = [
      ...[this.#maintenance, this.#sealing, this.#mailing],
      ...[this.#forwarding, this.#webhooks, this.#notifications, this.#backingUp],
    ];
    const background = [this.#done, ...beside.map(({ done }) => done)];
    const left = Promise.all(background).then(() => this.#drain());
    await Promise.race([left, sleep(DRAIN_MS, undefined, { ref: false })]);
    this.#listener.close();
  }

  /** Calls in progress finish and are recorded. */
  async #drain(): Promise<void> {
    while (this.#claiming + this.#sending.size > 0) {
      await Promise.allSettled(this.#sending);
      if (this.#claiming > 0) await sleep(10);
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#listener.listen();
        await this.#dispatch();
      } catch (error) {
        log().error({ error: describeError(error) }, 'worker turn failed');
      }
      await this.#rest();
    }
  }

  #goOn(): void {
    this.#isAwake = true;
    this.#wake?.();
  }

  /** Waits until there is something to do: a notice, an answered call, or a second. */
  async #rest(): Promise<void> {
    if (!this.#isAwake && !this.#stopping.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    this.#isAwake = false;
  }

  async #dispatch(): Promise<void> {
    while (this.#hasRoom()) {
      const batch = await this.#nextBatch();
      if (!batch) return;
      const client = await clientOf(batch.accountId);
      if (!client) await pauseBatches(batch, 'no_account');
      if (!client || !(await this.#isTurnOf(batch))) {
        this.#turns.dropAccount(batch.accountId);
        continue;
      }
      this.#turns.served(batch);
      // Not awaited: claims for several places are committed together.
      void this.#claim(batch, client);
    }
  }

  #hasRoom(): boolean {
    if (this.#stopping.signal.aborted) return false;
    const { inviteConcurrency } = env();
    return (
      this.#calls + this.#claiming < inviteConcurrency &&
      this.#sending.size < inviteConcurrency * MAX_WRITING
    );
  }

  async #claim(batch: SendableBatch, client: RemotepcClient): Promise<void> {
    this.#claiming += 1;
    const claim = await claimChunk(batch.batchId, env().inviteChunkSize).catch((error: unknown) => {
      log().error({ batchId: batch.batchId, error: describeError(error) }, 'nothing claimed');
      return null;
    });
    this.#claiming -= 1;
    if (claim) this.#send({ claim, client, isProbe: batch.failures > 0 });
    else this.#turns.drop(batch);
    this.#goOn();
  }

  async #nextBatch(): Promise<SendableBatch | undefined> {
    if (this.#listedAt === 0 || performance.now() - this.#listedAt >= POLL_MS) {
      this.#listedAt = performance.now();
      this.#turns.fill(await listSendableBatches());
    }
    return this.#turns.next;
  }

  /** Whether a call may be sent now. Most accounts have neither a limit nor a recent failure. */
  async #isTurnOf({ accountId, failures }: SendableBatch): Promise<boolean> {
    const { inviteCallsPerMinute } = env();
    if (failures === 0 && inviteCallsPerMinute === undefined) return true;
    const waitMs = await takeTurn(accountId, inviteCallsPerMinute);
    if (waitMs > 0 && waitMs < POLL_MS) setTimeout(() => this.wake(), waitMs);
    return waitMs === 0;
  }

  #send(chunk: Chunk): void {
    const { claim } = chunk;
    this.#calls += 1;
    let isUnderWay = true;
    const onAnswered = () => {
      if (!isUnderWay) return;
      isUnderWay = false;
      this.#calls -= 1;
      this.#goOn();
    };
    const sending = this.#sendAndNote(chunk, onAnswered)
      .catch((error: unknown) => {
        log().error({ claimId: claim.id, error: describeError(error) }, 'chunk not settled');
        this.#turns.dropAccount(claim.accountId);
      })
      .then(() => {
        this.#sending.delete(sending);
        onAnswered();
        this.#goOn();
      });
    this.#sending.add(sending);
  }

  async #sendAndNote({ claim, client, isProbe }: Chunk, onAnswered: () => void): Promise<void> {
    const { signal } = this.#stopping;
    const nextTurn = () => waitForTurn(claim.accountId, signal);
    const end = await sendChunk(claim, client, { signal, onAnswered, nextTurn });
    if (end.kind === 'failed' || end.kind === 'paused') this.#turns.dropAccount(claim.accountId);
    if (isProbe && (end.kind === 'answered' || end.kind === 'paused')) {
      await noteAnswer(claim.accountId);
      this.#listedAt = 0;
    }
  }
}

/** For calls within a chunk: they count toward the account's limit like any other. */
async function waitForTurn(accountId: string, signal: AbortSignal): Promise<void> {
  const { inviteCallsPerMinute } = env();
  if (inviteCallsPerMinute === undefined) return;
  while (!signal.aborted) {
    const waitMs = await takeTurn(accountId, inviteCallsPerMinute);
    if (waitMs === 0) return;
    await sleep(Math.min(waitMs, POLL_MS), undefined, { signal }).catch(() => undefined);
  }
}

/** Null if the account is gone or disabled, or its key can't be read. */
async function clientOf(accountId: string): Promise<RemotepcClient | null> {
  try {
    return await remotepcFor(await findAccount(everyone, 'remotepc', accountId));
  } catch (error) {
    if (error instanceof DeskError) return null;
    throw error;
  }
}

// Next may load this module several times in one process, but there must be only one worker.
declare global {
  var resellerDeskWorker: { wake: () => void; stop: () => Promise<void> } | undefined;
}

/** Starts this process's worker; a second call does nothing. */
export function startWorker(): void {
  globalThis.resellerDeskWorker ??= new Worker();
  globalThis.resellerDeskWorkerIsRunning = true;
}

/** Lets calls in progress finish and be recorded, and starts no others. */
export async function stopWorker(): Promise<void> {
  const worker = globalThis.resellerDeskWorker;
  globalThis.resellerDeskWorkerIsRunning = false;
  await worker?.stop();
  globalThis.resellerDeskWorker = undefined;
}
