import { Failure, misuse } from '../failure.mjs';
import { lists, pageOf, text } from '../options.mjs';
import { partOf, plain, table } from '../output.mjs';

const ofAccount = { account: text('ID', 'an account, or all; left out: the default one') };

export const devicesList = {
  summary: 'list devices with their services',
  options: {
    ...lists,
    state: text('STATE', 'active or inactive'),
    tag: text('TAG', 'one of our tags; several separated by commas'),
    customer: text('ID', 'of this customer, or none'),
    ...ofAccount,
  },
  async run({ values, api, out }) {
    const { state, tag, customer, account } = values;
    const query = { ...pageOf(values), state, tag, customer, account };
    const answer = await api.json('GET /api/devices', { query });
    out.give(answer);
    const headings = ['Name', 'State', 'Services', 'Customer', 'ID'];
    const rows = answer.items.map((device) => [
      device.name,
      device.state === 'active' ? 'Online' : 'Offline',
      device.services.map(({ name }) => name).join(', '),
      device.customer?.name,
      device.id,
    ]);
    out.say(table(headings, rows));
    if (!out.isJson) out.note(partOf(answer, 'devices'));
  },
};

export const connect = {
  parameters: ['DEVICE'],
  summary: 'connect to a device, and print the command or address',
  details: 'DEVICE is a name or an ID.',
  options: {
    service: text('NAME', 'the name, type, or ID of the service, if it has several'),
    'allow-from': text('WHO', 'me, or anyone; left out: me'),
    ...ofAccount,
  },
  async run({ values, positionals: [wanted], api, out }) {
    const allowFrom = values['allow-from'];
    if (allowFrom !== undefined && allowFrom !== 'me' && allowFrom !== 'anyone') {
      throw misuse('--allow-from is me or anyone.');
    }
    const device = await findDevice(api, wanted, values.account ?? 'all');
    const service = serviceOf(device, values.service);
    const connection = await api.json('POST /api/connections', {
      query: { account: device.accountId },
      json: { serviceId: service.id, ...(allowFrom && { allowFrom }) },
    });
    out.give(connection);
    const { command, url, host, port, expiresAt } = connection;
    out.say(plain(command ?? url ?? (port === null ? host : `${host}:${port}`)));
    if (!out.isJson) out.note(`Until ${expiresAt}, or until no one has used it for 15 minutes.`);
  },
};

async function findDevice(api, wanted, account) {
  const query = { search: wanted, account, pageSize: 100 };
  const { items } = await api.json('GET /api/devices', { query });
  const exact = items.filter(({ id, name }) => id === wanted || name === wanted);
  const found = exact.length > 0 ? exact : items;
  if (found.length === 1) return found[0];
  if (found.length === 0) throw new Failure(`No device matches ${wanted}.`);
  const names = found.slice(0, 20).map(({ name, id }) => `  ${plain(name)}  ${id}`);
  throw new Failure(`Several devices match ${wanted}. Use an ID:\n${names.join('\n')}`);
}

function serviceOf({ name: device, services }, wanted) {
  const matching = services.filter(
    ({ id, name, type }) => wanted === undefined || [id, name, type].includes(wanted),
  );
  if (matching.length === 1) return matching[0];
  const lines = services.map(({ name, type, state }) => `  ${plain(name)}  ${type}  ${state}`);
  const what = matching.length === 0 ? 'no such service' : 'several services';
  throw new Failure(`${plain(device)} has ${what}. Name one with --service:\n${lines.join('\n')}`);
}
