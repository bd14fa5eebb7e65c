import { describeExport, printable, readPublicKeys, verifyExport } from '../../audit-verify.mjs';
import { exits, Failure } from '../failure.mjs';
import { output, text } from '../options.mjs';
import { save } from '../output.mjs';

export const auditVerify = {
  parameters: ['[FILE]'],
  summary: 'verify the audit log, or an export of it',
  details: 'FILE is an export as JSON Lines. The key comes from the server.',
  options: {},
  async run({ positionals: [file], api, out }) {
    if (file !== undefined) return verifyFile({ file, api, out });
    const answer = await api.json('GET /api/activity/verify', { isLong: true });
    const { ok, checked, head, firstBad } = answer;
    out.give(answer);
    out.say(
      ok
        ? `OK: ${checked} events are as they were sealed.\nThe last one is event ${head.sequence} with the hash ${head.hash}.`
        : `NOT OK at event ${firstBad.sequence}: ${printable(firstBad.reason)}`,
    );
    return ok ? exits.good : exits.failed;
  },
};

async function verifyFile({ file, api, out }) {
  const pem = await (await api.send('GET /api/activity/key')).text();
  const result = await verifyExport(file, { keys: readPublicKeys(pem) }).catch((error) => {
    if (!error.code) throw error;
    throw new Failure(`${file} can’t be read (${error.code}).`);
  });
  out.give(result);
  out.say(describeExport(result));
  return result.ok ? exits.good : exits.failed;
}

export const auditExport = {
  summary: 'export the audit log',
  options: {
    format: text('FORMAT', 'csv or jsonl, which can be verified; left out: jsonl'),
    from: text('DAY', 'from this day or moment on'),
    to: text('DAY', 'until this day or moment'),
    actor: text('NAME', 'of this team member'),
    action: text('ACTION', 'such as user.added, or its beginning: user.'),
    target: text('TEXT', 'any part of what it was about'),
    outcome: text('OUTCOME', 'success, failure, denied, or unknown'),
    ...output,
  },
  async run({ values, api, out }) {
    const { from, to, actor, action, target, outcome, format = 'jsonl' } = values;
    const query = { from, to, actor, action, target, outcome, format };
    await save(await api.send('GET /api/activity/export', { query, isLong: true }), values.output);
    if (!values.output) return;
    out.give({ file: values.output });
    out.say(`Wrote ${values.output}.`);
  },
};
