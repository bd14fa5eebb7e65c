import { connectTo } from '../api.mjs';
import { askSecret } from '../ask.mjs';
import { checkToken, checkUrl, forgetSettings, keepSettings, settingsFile } from '../settings.mjs';

export const login = {
  isLocal: true,
  parameters: ['[URL]'],
  summary: 'keep the address and an API token for the next calls',
  details:
    'Asks for the token, or reads it from what is piped in. The file is readable by you alone.',
  options: {},
  async run({ positionals: [address], out }) {
    const url = checkUrl(address ?? process.env.DESK_URL ?? '');
    const token = checkToken((await askSecret(`API token for ${url}: `)).trim());
    // Any token may search for nothing.
    await connectTo({ url, token }).json('GET /api/search');
    await keepSettings({ url, token });
    out.give({ url, file: settingsFile() });
    out.say(`The token works. It is kept in ${settingsFile()}.`);
  },
};

export const logout = {
  isLocal: true,
  summary: 'forget the address and the token',
  details: 'The token itself stays valid. Delete it in Reseller Desk, under Profile.',
  options: {},
  async run({ out }) {
    await forgetSettings();
    out.give({ file: settingsFile() });
    out.say('The token is forgotten here. To end it, delete it in Reseller Desk, under Profile.');
  },
};
