/** One selected field with its arguments, variables filled in. */
export type GraphqlField = {
  name: string;
  args: Record<string, unknown>;
  fields: GraphqlField[];
};

export type GraphqlQuery = { kind: 'query' | 'mutation'; fields: GraphqlField[] };

export class GraphqlSyntaxError extends Error {
  override name = 'GraphqlSyntaxError' as const;
}

/**
 * Reads the part of GraphQL that a client of remote.it needs: one operation with variables, fields,
 * arguments and selections. No fragments, aliases or directives.
 * @throws GraphqlSyntaxError
 */
export function parseGraphql(text: string, variables: Record<string, unknown>): GraphqlQuery {
  const tokens = text.replace(/#.*$/gm, '').match(/"(?:[^"\\]|\\.)*"|[$\w-]+|[^\s,]/g) ?? [];
  let at = 0;

  const take = (expected?: string): string => {
    const token = tokens[at];
    if (token === undefined) throw new GraphqlSyntaxError('Syntax Error: Unexpected <EOF>.');
    if (expected !== undefined && token !== expected) {
      throw new GraphqlSyntaxError(`Syntax Error: Expected "${expected}", found "${token}".`);
    }
    at += 1;
    return token;
  };
  const takeName = (): string => {
    const token = take();
    if (/^[A-Za-z_]\w*$/.test(token)) return token;
    throw new GraphqlSyntaxError(`Syntax Error: Expected Name, found "${token}".`);
  };

  function readValue(): unknown {
    const token = take();
    if (token.startsWith('$')) return variables[token.slice(1)];
    if (token === '[') {
      const values: unknown[] = [];
      while (tokens[at] !== ']') values.push(readValue());
      take(']');
      return values;
    }
    return token === 'null' || /^(?:true|false|-?\d+|".*")$/.test(token)
      ? (JSON.parse(token) as unknown)
      : token;
  }

  function readArguments(): Record<string, unknown> {
    const args: Record<string, unknown> = {};
    if (tokens[at] !== '(') return args;
    take('(');
    while (tokens[at] !== ')') {
      const name = takeName();
      take(':');
      args[name] = readValue();
    }
    take(')');
    return args;
  }

  function readFields(): GraphqlField[] {
    const fields: GraphqlField[] = [];
    take('{');
    while (tokens[at] !== '}') {
      const name = takeName();
      const args = readArguments();
      fields.push({ name, args, fields: tokens[at] === '{' ? readFields() : [] });
    }
    take('}');
    if (fields.length === 0) throw new GraphqlSyntaxError('Syntax Error: Expected Name.');
    return fields;
  }

  const kind = tokens[at] === 'mutation' ? 'mutation' : 'query';
  if (tokens[at] !== '{') {
    at += 1;
    // The operation's name and the types of its variables.
    while (at < tokens.length && tokens[at] !== '{') at += 1;
  }
  const fields = readFields();
  if (at < tokens.length) throw new GraphqlSyntaxError(`Syntax Error: Unexpected "${tokens[at]}".`);
  return { kind, fields };
}
