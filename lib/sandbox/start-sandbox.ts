import { startRemoteitSandbox, type RemoteitSandbox } from './remoteit-sandbox';
import { startRemotepcSandbox, type RemotepcSandbox } from './remotepc-sandbox';

export type Sandbox = {
  remotepc: RemotepcSandbox;
  remoteit: RemoteitSandbox;
  close: () => Promise<void>;
};

type SandboxOptions = {
  /** 240 customer users and 30 devices, or none. */
  seed?: 'demo' | 'empty';
  now?: () => Date;
  /** By default, a free port. */
  remotepcPort?: number;
  remoteitPort?: number;
  /** Enables the control API for other processes; see `answerControl`. */
  controlToken?: string;
  /** Where RemotePC's sign-in links lead; by default, a page of the sandbox. */
  autoLoginOrigin?: string;
};

/** Both upstreams on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed, now, controlToken, autoLoginOrigin } = options;
  const shared = { seed, now, controlToken };
  const remotepc = await startRemotepcSandbox({
    ...shared,
    autoLoginOrigin,
    port: options.remotepcPort,
  });
  try {
    const remoteit = await startRemoteitSandbox({ ...shared, port: options.remoteitPort });
    return {
      remotepc,
      remoteit,
      close: async () => {
        await Promise.all([remotepc.close(), remoteit.close()]);
      },
    };
  } catch (error) {
    await remotepc.close();
    throw error;
  }
}
