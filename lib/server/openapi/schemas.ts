import { z } from 'zod';
import { accepts } from '@/lib/contract/common';

export type Json = { [key: string]: unknown };
type Direction = 'input' | 'output';

/**
 * Writes zod schemas as JSON Schema. One with an `id` in its meta data becomes a component, and a
 * reference to it wherever it is used.
 */
export function schemaWriter() {
  const components: Record<string, Json> = {};
  /** @param direction `input`: what a caller may send; `output`: what an answer has */
  const write = (schema: z.ZodType, direction: Direction): Json => {
    const { $schema: _, $defs, ...json } = plainJson(schema, direction);
    for (const [id, { id: __, ...component }] of Object.entries($defs ?? {})) {
      components[id] = withReferences(component);
    }
    return withReferences(json);
  };
  return { components, write };
}

function plainJson(schema: z.ZodType, direction: Direction) {
  return z.toJSONSchema(schema, {
    io: direction,
    unrepresentable: ({ zodSchema }) => (zodSchema instanceof z.ZodTransform ? 'any' : 'throw'),
    override: ({ zodSchema, jsonSchema }) => {
      const accepted = accepts.get(zodSchema);
      if (accepted) Object.assign(jsonSchema, inline(accepted(), direction));
      // A transform keeps what it was given, as far as the description goes: it only tidies.
      if (zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodTransform) {
        Object.assign(jsonSchema, { ...inline(zodSchema.in, direction), ...jsonSchema });
      }
      tidy(jsonSchema, direction);
    },
  });
}

/** @throws Error if it has a component: only what is sent is hidden, and that has none */
function inline(schema: z.core.$ZodType, direction: Direction): Json {
  if (!(schema instanceof z.ZodType)) throw new Error('Not a schema of ours.');
  const { $schema: _, $defs, ...json } = plainJson(schema, direction);
  if ($defs) throw new Error(`A hidden schema has components: ${Object.keys($defs).join(', ')}`);
  return json;
}

/** Without what says nothing; and an answer may have more properties one day. */
function tidy(json: Json, direction: Direction): void {
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.format === 'date-time' || json.format === 'date') delete json.pattern;
  if (direction === 'output' && json.additionalProperties === false) {
    delete json.additionalProperties;
  }
}

/** References lead to the document's components instead of the schema's own. */
function withReferences(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
