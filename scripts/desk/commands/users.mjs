import { askSecret } from '../ask.mjs';
import { misuse } from '../failure.mjs';
import { account, lists, output, pageOf, text, wholeNumber } from '../options.mjs';
import { partOf, save, table } from '../output.mjs';

const filters = {
  ...lists,
  status: text('STATUS', 'active or inactive'),
  seats: text('STATE', 'over, full, or idle; several separated by commas'),
  tag: text('TAG', 'one of our tags; several separated by commas'),
  customer: text('ID', 'of this customer, or none'),
  account: text('ID', 'an account, or all; left out: the default one'),
};

const filtersIn = ({ status, seats, tag, customer, account: of }) => {
  return { status, seats, tag, customer, account: of };
};

export const usersList = {
  summary: 'list users with their seats',
  options: filters,
  async run({ values, api, out }) {
    const query = { ...pageOf(values), ...filtersIn(values) };
    const answer = await api.json('GET /api/users', { query });
    out.give(answer);
    const headings = ['Email', 'Status', 'Seats', 'Used', 'Customer'];
    const rows = answer.items.map((user) => [
      user.username,
      statusOf(user),
      user.seats ?? '?',
      user.seatsUsed ?? '?',
      user.customer?.name,
    ]);
    out.say(table(headings, rows));
    if (out.isJson) return;
    out.note(partOf(answer, 'users'));
    if (answer.isStale) out.note(`RemotePC can’t be reached. This list is of ${answer.fetchedAt}.`);
  },
};

function statusOf({ isActive }) {
  if (isActive === null) return '?';
  return isActive ? 'Active' : 'Inactive';
}

export const usersAdd = {
  parameters: ['EMAIL'],
  summary: 'add a user',
  details: 'Asks for the password, or reads it from what is piped in.',
  options: {
    'first-name': text('NAME', 'required'),
    'last-name': text('NAME', 'required'),
    seats: text('NUMBER', 'computers that they may use; left out: 0'),
    notify: { type: 'boolean', help: 'RemotePC tells them by email' },
    'store-password': { type: 'boolean', help: 'store the password for signing in as them' },
    ...account,
  },
  async run({ values, positionals: [email], api, out }) {
    for (const name of ['first-name', 'last-name']) {
      if (!values[name]) throw misuse(`--${name} is missing.`);
    }
    const seats = wholeNumber(values.seats, 'seats');
    const answer = await api.json('POST /api/users', {
      query: { account: values.account },
      headers: { 'idempotency-key': crypto.randomUUID() },
      json: {
        firstName: values['first-name'],
        lastName: values['last-name'],
        email,
        password: await askSecret(`Password for ${email}: `),
        seats,
        notifyUser: values.notify,
        storePassword: values['store-password'],
      },
    });
    out.give(answer);
    out.say(`Added ${answer.username}.`);
    if (answer.passwordStored === false) out.note('The password couldn’t be stored.');
  },
};

export const usersExport = {
  summary: 'export users',
  options: {
    ...filters,
    format: text('FORMAT', 'csv, xlsx, or txt: only the addresses; left out: csv'),
    ...output,
  },
  async run({ values, api, out }) {
    const { sort, search } = pageOf(values);
    const query = { sort, search, ...filtersIn(values), format: values.format };
    const response = await api.send('GET /api/users/export', { query, isLong: true });
    await save(response, values.output, { isBinary: values.format === 'xlsx' });
    if (!values.output) return;
    out.give({ file: values.output });
    out.say(`Wrote ${values.output}.`);
  },
};
