import { expect, it } from 'vitest';
import { fieldsOf } from '@/lib/server/openapi/fields';

it('lists what an object has: types in words, what is nested below, kinds together', () => {
  const components = {
    Seats: { type: 'integer', minimum: 0, maximum: 9, description: 'How many.' },
  };
  const kind = (name: string, more: object) => ({
    type: 'object',
    properties: { kind: { const: name }, ...more },
    required: ['kind'],
  });
  const schema = {
    anyOf: [
      kind('one', { seats: { $ref: '#/components/schemas/Seats' } }),
      kind('two', { tags: { type: 'array', items: { type: 'string', maxLength: 5 } } }),
      { type: 'null' },
    ],
  };
  expect(
    fieldsOf({ type: 'object', properties: { of: schema }, required: ['of'] }, components),
  ).toEqual([
    { name: 'of', depth: 0, type: 'object or null', isRequired: true, description: undefined },
    { name: 'kind', depth: 1, type: '"one" or "two"', isRequired: true, description: undefined },
    {
      name: 'seats',
      depth: 1,
      type: 'integer, 0 to 9',
      isRequired: false,
      description: 'How many.',
    },
    {
      name: 'tags',
      depth: 1,
      type: 'list of text, at most 5 characters',
      isRequired: false,
      description: undefined,
    },
  ]);
});
