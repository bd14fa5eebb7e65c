import 'server-only';
import { env } from '@/lib/server/env';
import type { ErrorCode } from '@/lib/server/errors';
import { areas, routesOf, type Route } from './areas';
import { curlOf } from './curl';
import { apiDocument, type Content, type Parameter } from './document';
import { fieldsOf, typeOf, type Field } from './fields';
import { isForTokens, problemsOf } from './problems';

export type ReferenceLine = { id: string; method: string; path: string; summary: string };

/** A chapter, with a line for each operation. */
export type ReferenceArea = {
  slug: string;
  name: string;
  description: string;
  lines: ReferenceLine[];
};

/** An operation as the page shows it. */
export type ReferenceOperation = ReferenceLine & {
  description: string | null;
  /** Null: needs no session. */
  permission: string | null;
  isForTokens: boolean;
  parameters: Field[];
  bodies: { type: string; fields: Field[] }[];
  answers: { status: string; types: string[]; fields: Field[] }[];
  problems: [status: number, codes: ErrorCode[]][];
  /** Null: only a session reaches it. */
  curl: string | null;
};

/** Where the examples call. */
export function publicUrl(): string {
  return env().appUrl;
}

export function referenceAreas(): ReferenceArea[] {
  return areas.map((area) => ({
    slug: slugOf(area.name),
    name: area.name,
    description: area.description,
    lines: routesOf(area).map(lineOf),
  }));
}

/** @returns null: there is no such chapter */
export function referenceOperations(slug: string): ReferenceOperation[] | null {
  const area = areas.find(({ name }) => slugOf(name) === slug);
  return area ? routesOf(area).map(operationOf) : null;
}

function lineOf({ path, method, operation: { summary } }: Route): ReferenceLine {
  const shownPath = path.replaceAll(/\[(\w+)\]/g, '{$1}');
  return { id: slugOf(summary), method, path: shownPath, summary };
}

function operationOf(route: Route): ReferenceOperation {
  const line = lineOf(route);
  const { operation } = route;
  const { paths, components } = apiDocument();
  const described = paths[line.path]?.[route.method.toLowerCase()];
  const contents = (content: Content | undefined) =>
    Object.entries(content ?? {}).map(([type, { schema }]) => ({
      type,
      fields: fieldsOf(schema, components.schemas),
    }));
  return {
    ...line,
    description: operation.description ?? null,
    permission: operation.permission,
    isForTokens: isForTokens(operation),
    parameters: (described?.parameters ?? []).map(parameterField),
    bodies: contents(described?.requestBody?.content),
    answers: Object.keys(operation.answers).map((status) => {
      const response = described?.responses[status];
      const all = contents(response && 'content' in response ? response.content : undefined);
      return {
        status,
        types: all.map(({ type }) => type),
        fields: all.flatMap(({ fields }) => fields),
      };
    }),
    problems: problemsOf(route),
    curl: isForTokens(operation) ? curlOf(route, publicUrl()) : null,
  };
}

function parameterField({ name, required, schema, description }: Parameter): Field {
  return { name, depth: 0, type: typeOf(schema, {}), isRequired: required, description };
}

/** A heading as part of an address: "Audit log" → `audit-log`. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[’']/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
