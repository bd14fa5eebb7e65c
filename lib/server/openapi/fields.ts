import type { Json } from './schemas';

/** One line of a list of fields. */
export type Field = {
  name: string;
  /** How deep it is nested; from 0. */
  depth: number;
  /** "integer, 0 to 500", "active | inactive", "list of text". */
  type: string;
  isRequired: boolean;
  description?: string | undefined;
};

type Components = Readonly<Record<string, Json>>;

/** Deeper than that, no one reads: the document has it. */
const DEEPEST = 3;

/** What an object has, with what its own objects have below each; of several kinds, all they have. */
export function fieldsOf(schema: Json, components: Components, depth = 0): Field[] {
  const { properties, required } = membersOf(schema, components);
  return Object.entries(properties).flatMap(([name, field]) => {
    const { description } = resolved(field, components);
    return [
      {
        name,
        depth,
        type: typeOf(field, components),
        isRequired: required.includes(name),
        description: (field.description ?? description) as string | undefined,
      },
      ...(depth < DEEPEST ? fieldsOf(field, components, depth + 1) : []),
    ];
  });
}

type Members = { properties: Components; required: readonly string[] };

function membersOf(schema: Json, components: Components): Members {
  const json = resolved(schema, components);
  if (json.items) return membersOf(json.items as Json, components);
  if (json.properties) {
    const required = (json.required ?? []) as string[];
    return { properties: json.properties as Components, required };
  }
  const kinds = variantsOf(json.anyOf ?? json.oneOf).map((one) => membersOf(one, components));
  const names = [...new Set(kinds.flatMap(({ properties }) => Object.keys(properties)))];
  const properties = names.map((name): [string, Json] => {
    const all = kinds.map((kind) => kind.properties[name]).filter((one) => one !== undefined);
    const [first] = all;
    return [name, first && all.every((one) => same(one, first)) ? first : { anyOf: all }];
  });
  return {
    properties: Object.fromEntries(properties),
    required: names.filter((name) => kinds.every((kind) => kind.required.includes(name))),
  };
}

function same(one: Json, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A type in words. */
export function typeOf(schema: Json, components: Components): string {
  const json = resolved(schema, components);
  const { type, items, format } = json;
  if ('const' in json) return JSON.stringify(json.const);
  if (Array.isArray(json.enum)) return shortened(json.enum.map(String));
  const variants = (json.anyOf ?? json.oneOf) as Json[] | undefined;
  if (variants) {
    return [...new Set(variants.map((one) => typeOf(one, components)))].join(' or ');
  }
  if (Array.isArray(type))
    return type.map((one) => typeOf({ ...json, type: one }, {})).join(' or ');
  if (items) return `list of ${typeOf(items as Json, components)}`;
  if (type === 'string')
    return ['text', format, boundsOf(json, 'Length')].filter(Boolean).join(', ');
  if (type === 'integer' || type === 'number') {
    return [type, boundsOf(json, 'imum')].filter(Boolean).join(', ');
  }
  return typeof type === 'string' ? type : 'anything';
}

function resolved(schema: Json, components: Components): Json {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  return components[$ref.slice($ref.lastIndexOf('/') + 1)] ?? schema;
}

/** Null aside. */
function variantsOf(variants: unknown): Json[] {
  return ((variants ?? []) as Json[]).filter(({ type }) => type !== 'null');
}

const MOST_VALUES = 20;

function shortened(values: readonly string[]): string {
  const more = values.length - MOST_VALUES;
  const shown = values.slice(0, MOST_VALUES).join(' | ');
  return more > 0 ? `${shown} | … ${more} more` : shown;
}

function boundsOf(json: Json, ending: 'Length' | 'imum'): string | null {
  const least = json[`min${ending}`];
  const most = json[`max${ending}`];
  const unit = ending === 'Length' ? ' characters' : '';
  if (least !== undefined && most !== undefined)
    return `${String(least)} to ${String(most)}${unit}`;
  if (most !== undefined) return `at most ${String(most)}${unit}`;
  return least !== undefined && least !== 0 ? `at least ${String(least)}${unit}` : null;
}
