import type { Fault } from './fault';
import type { FaultSwitch } from './fault-switch';
import type { Reply, SandboxRequest } from './reply';
import {
  sandboxOperations,
  type SandboxCall,
  type SandboxOperation,
  type SandboxVisit,
} from './sandbox-call';

type ControlDoor = {
  token: string;
  faults: FaultSwitch;
  calls: readonly SandboxCall[];
  visits: readonly SandboxVisit[];
  reset: () => void;
};

const operations: readonly string[] = [...sandboxOperations, '*'];

/**
 * Lets tests in another process set the switches: `POST /__sandbox/faults` `{"operation","fault":
 * Fault | Fault[] | null,"times"?}` (null clears), `POST /__sandbox/reset`, `GET /__sandbox/calls`,
 * `GET /__sandbox/visits`; each with the header `x-sandbox-token`. Anything else is left to the
 * caller, which returns 404 as if this API didn't exist.
 */
export function answerControl(door: ControlDoor, request: SandboxRequest): Reply | undefined {
  if (request.headers['x-sandbox-token'] !== door.token) return undefined;
  switch (`${request.method} ${request.path}`) {
    case 'POST /__sandbox/faults':
      return setFault(door.faults, request.body);
    case 'POST /__sandbox/reset':
      door.reset();
      return answer(200, { ok: true });
    case 'GET /__sandbox/calls':
      return answer(200, { calls: door.calls });
    case 'GET /__sandbox/visits':
      return answer(200, { visits: door.visits });
    default:
      return undefined;
  }
}

function setFault(faults: FaultSwitch, body: unknown): Reply {
  if (!isObject(body)) return answer(400, { error: 'Expected an object.' });
  const { operation, fault, times } = body;
  if (!isOperation(operation))
    return answer(400, { error: `Expected one of ${operations.join(', ')}.` });
  if (fault === null) {
    faults.clear(operation);
  } else if (isFault(fault)) {
    faults.set(operation, fault, typeof times === 'number' ? { times } : {});
  } else {
    return answer(400, { error: 'Expected a fault, a list of faults, or null.' });
  }
  return answer(200, { ok: true });
}

function answer(status: number, json: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(json),
    effect: false,
  };
}

function isOperation(value: unknown): value is SandboxOperation | '*' {
  return typeof value === 'string' && operations.includes(value);
}

function isFault(value: unknown): value is Fault | Fault[] {
  return Array.isArray(value) ? value.length > 0 && value.every(isObject) : isObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
