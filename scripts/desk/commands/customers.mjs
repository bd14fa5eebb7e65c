import { lists, pageOf, text } from '../options.mjs';
import { partOf, table } from '../output.mjs';

export const customersList = {
  summary: 'list customers with their users, seats, and devices',
  options: { ...lists, tag: text('TAG', 'one of our tags; several separated by commas') },
  async run({ values, api, out }) {
    const query = { ...pageOf(values), tag: values.tag };
    const answer = await api.json('GET /api/customers', { query });
    out.give(answer);
    const headings = ['Name', 'Users', 'Seats', 'Used', 'Devices', 'ID'];
    const rows = answer.items.map(({ name, users, seats, seatsUsed, devices, id }) => [
      ...[name, users ?? '?', seats ?? '?', seatsUsed ?? '?', devices ?? '?', id],
    ]);
    out.say(table(headings, rows));
    if (!out.isJson) out.note(partOf(answer, 'customers'));
  },
};
