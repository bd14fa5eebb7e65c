import { z } from 'zod';
import type { Route } from './areas';

/** A call for a shell. The token comes from a variable, so that it isn't kept in its history. */
export function curlOf({ path, method, operation }: Route, baseUrl: string): string {
  const { body, example, query } = operation;
  const parameters = query ? requiredOf(query) : '';
  const address = baseUrl + path.replaceAll(/\[(\w+)\]/g, '{$1}') + parameters;
  const lines = [
    method === 'GET' ? `curl ${quoted(address)}` : `curl -X ${method} ${quoted(address)}`,
    `-H "Authorization: Bearer $TOKEN"`,
    ...(body && example !== undefined
      ? [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(example))}`]
      : []),
  ];
  return lines.join(' \\\n  ');
}

/** The parameters that the call can't do without. */
function requiredOf(query: z.ZodObject): string {
  const needed = Object.entries(query.shape).filter(
    ([, schema]) => !z.safeParse(schema, undefined).success,
  );
  return needed.length === 0
    ? ''
    : `?${needed.map(([name]) => `${name}=${samples[name] ?? ''}`).join('&')}`;
}

const samples: Readonly<Record<string, string>> = { month: '2026-10', to: 'exports' };

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
