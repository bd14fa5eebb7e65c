import { Failure, misuse } from '../failure.mjs';
import { account, text } from '../options.mjs';

export const signInLink = {
  parameters: ['USER'],
  summary: 'print a link that signs in as a user, where the policy allows it',
  details:
    'The link works for anyone who has it. It is printed only to a terminal, unless --print says that its output may go elsewhere.',
  options: {
    reason: text('TEXT', 'why, where the policy asks for it'),
    ticket: text('TICKET', 'where the policy asks for it'),
    print: { type: 'boolean', help: 'print it even if the output isn’t a terminal' },
    ...account,
  },
  async run({ values, positionals: [username], api, out }) {
    if (!process.stdout.isTTY && !values.print) {
      throw misuse(
        'The output isn’t a terminal, so the link could end up in a file or a log. Add --print if that’s what you want.',
      );
    }
    const { reason, ticket } = values;
    const json = { username, reason, ticket, account: values.account };
    const response = await api.send('POST /api/auto-login', { json });
    const url = response.headers.get('location');
    if (!url) throw new Failure('The server sent no link.');
    out.give({ url });
    out.say(url);
  },
};
