import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type SandboxProcess = { baseUrl: string; apiKey: string; stop: () => void };

export async function startSandboxProcess(
  users: number,
  inviteDelayMs = 0,
): Promise<SandboxProcess> {
  const child = fork(fileURLToPath(new URL('./sandbox-process.ts', import.meta.url)), [
    String(users),
    String(inviteDelayMs),
  ]);
  const [address] = (await once(child, 'message')) as [{ baseUrl: string; apiKey: string }];
  return { ...address, stop: () => child.disconnect() };
}
