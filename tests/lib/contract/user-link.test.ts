import { describe, expect, it } from 'vitest';
import { readUserLink } from '@/lib/contract/user-link';

describe('a link of a ticket system to a user', () => {
  it.each([
    [
      { email: ' Ann@South.example', ticket: ' INC-1 ', account: 'rpc_a' },
      { email: 'ann@south.example', ticket: 'INC-1', account: 'rpc_a' },
    ],
    [{ email: 'ann@south.example' }, { email: 'ann@south.example' }],
    [{ email: 'no address', ticket: 'INC-1' }, { ticket: 'INC-1' }],
    [{ email: ['ann@south.example', 'bob@south.example'], ticket: ['a', 'b'] }, {}],
    [{ ticket: 'x'.repeat(201) }, {}],
    [{ ticket: 'INC-1\u202e' }, {}],
    [{ ticket: 'INC-1\nX' }, {}],
    [{ account: '../x' }, {}],
    [{}, {}],
  ])('%j names %j', (parameters, link) => {
    expect(readUserLink(parameters)).toEqual({ email: undefined, account: undefined, ...link });
  });
});
