import { startRemoteitSandbox } from '../../lib/sandbox/remoteit-sandbox';

const devices = Number(process.argv[2] ?? 30);
const sandbox = await startRemoteitSandbox({ seed: 'empty' });
sandbox.state.fill(devices);
process.send?.({ graphqlUrl: sandbox.graphqlUrl, ...sandbox.accessKey });
process.on('disconnect', () => process.exit(0));
