import { afterEach, expect, it } from 'vitest';
import { parseSettings } from '@/lib/server/env';
import {
  startUpstreamSandboxes,
  type UpstreamSandboxes,
} from '@/scripts/serve/start-upstream-sandboxes';

let sandboxes: UpstreamSandboxes | undefined;

afterEach(() => sandboxes?.close());

it.each([
  ['http://localhost:3000', '127.0.0.1'],
  ['http://127.0.0.1:3000', 'localhost'],
  ['https://desk.example', '127.0.0.1'],
])(
  'with the desk at %s, RemotePC’s sandbox is at %s: no cookie is sent to both',
  async (url, name) => {
    sandboxes = await startUpstreamSandboxes(parseSettings({ APP_URL: url }), undefined);
    const remotepc = new URL(sandboxes.variables.SANDBOX_REMOTEPC_URL ?? '');
    expect(remotepc.hostname).toBe(name);
    expect(sandboxes.places[0]).toBe(`RemotePC at ${remotepc.origin}`);
    expect((await fetch(`${remotepc.origin}/nothing-here`)).status).toBe(404);
  },
);
