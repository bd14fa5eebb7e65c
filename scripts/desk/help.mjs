/**
 * One line for each of these commands.
 * @param {Record<string, { parameters?: string[], summary: string }>} commands
 * @param {string[]} names
 */
export function linesOf(commands, names) {
  const calls = names.map((name) => [name, ...(commands[name].parameters ?? [])].join(' '));
  const width = Math.max(...calls.map((call) => call.length));
  return calls
    .map((call, place) => `  ${call.padEnd(width)}  ${commands[names[place]].summary}`)
    .join('\n');
}

export function generalHelp(commands) {
  return `Usage: desk COMMAND [options]

Calls Reseller Desk with an API token: from desk login, or from DESK_URL and DESK_TOKEN.

${linesOf(commands, Object.keys(commands))}

  --json     print JSON, as the API returns it
  --help     explain a command: desk invite --help

Exit codes: 0 good, 1 failed, 2 called in a wrong way, 3 some rows need a person.
`;
}

export function helpOf(name, { parameters = [], summary, details, options }) {
  const rows = Object.entries(options).map(([option, { short, value, help }]) => [
    `${short ? `-${short}, ` : ''}--${option}${value ? ` ${value}` : ''}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `Usage: desk ${[name, ...parameters].join(' ')} [options]`,
    '',
    `${summary[0].toUpperCase()}${summary.slice(1)}.`,
    ...(details ? [details] : []),
    '',
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}
