import { createServer } from 'node:net';
import { StartError } from './start-error';

/** Checked before anything is built or started, so that an error appears at once. */
export async function refuseTakenPort(hostname: string, port: number): Promise<void> {
  const problem = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, hostname, () => probe.close(() => resolve(undefined)));
  });
  if (problem === undefined) return;
  if (problem === 'EADDRINUSE') {
    throw new StartError(`PORT ${port} is in use by another program: set PORT to a free port.`);
  }
  if (problem === 'EACCES') {
    throw new StartError(`PORT ${port} isn’t available to this user: set PORT to 1024 or higher.`);
  }
  throw new StartError(`HOSTNAME ${hostname} isn’t an address of this machine (${problem}).`);
}
