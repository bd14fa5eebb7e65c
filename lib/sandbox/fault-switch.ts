import type { Fault } from './fault';
import type { SandboxOperation } from './sandbox-call';

type Entry = { sequence: readonly Fault[]; callsLeft: number; next: number };

/** Faults waiting for their call. An operation's own precedes that of `*`. */
export class FaultSwitch {
  readonly #entries = new Map<SandboxOperation | '*', Entry>();
  #weather: ((operation: SandboxOperation) => Fault) | undefined;

  /**
   * One fault stays until cleared, or for `times` calls. A sequence is used up one fault per call,
   * once or `times` times, and then calls succeed again. Replaces what was set before.
   */
  set(
    operation: SandboxOperation | '*',
    fault: Fault | readonly Fault[],
    options: { times?: number } = {},
  ): void {
    const sequence = isSequence(fault) ? fault : [fault];
    const callsLeft = isSequence(fault)
      ? sequence.length * (options.times ?? 1)
      : (options.times ?? Number.POSITIVE_INFINITY);
    this.#entries.set(operation, { sequence, callsLeft, next: 0 });
  }

  /** Chooses the fault for every call without one of its own, until all are cleared. */
  setWeather(choose: (operation: SandboxOperation) => Fault): void {
    this.#weather = choose;
  }

  /** Clears one operation's faults, or all. */
  clear(operation?: SandboxOperation | '*'): void {
    if (operation) this.#entries.delete(operation);
    else {
      this.#entries.clear();
      this.#weather = undefined;
    }
  }

  /** The fault for this call, counted as used. */
  take(operation: SandboxOperation): Fault {
    return this.#takeFrom(operation) ?? this.#takeFrom('*') ?? this.#weather?.(operation) ?? {};
  }

  #takeFrom(key: SandboxOperation | '*'): Fault | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.callsLeft <= 0) return undefined;
    const fault = entry.sequence[entry.next % entry.sequence.length];
    entry.next += 1;
    entry.callsLeft -= 1;
    return fault;
  }
}

function isSequence(fault: Fault | readonly Fault[]): fault is readonly Fault[] {
  return Array.isArray(fault);
}
