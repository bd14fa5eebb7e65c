export type Change = { field: string; before: string; after: string };

/**
 * The changed fields of an event's details, as text: what `after` names, or where `before` and
 * `after` are no objects, one row for `onlyField`. Null: the event isn't about a change.
 */
export function changesOf(
  details: Readonly<Record<string, unknown>>,
  onlyField = 'Value',
): Change[] | null {
  const { before, after } = details;
  if (before === undefined && after === undefined) return null;
  if (!isRecord(before) && !isRecord(after)) {
    return [{ field: onlyField, before: shown(before), after: shown(after) }];
  }
  const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  // A change names only what it changes.
  const fields = Object.keys(isRecord(after) ? is : was);
  return fields
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({
      field: asWords(field),
      before: shown(was[field]),
      after: shown(is[field]),
    }));
}

/** The other details that are one value each, as words and text. */
export function factsOf(details: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(details)
    .filter(([name, value]) => name !== 'before' && name !== 'after' && !isNested(value))
    .map(([name, value]) => [asWords(name), shown(value)]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isNested) : isRecord(value);
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && !isNested(value)) {
    return value.length === 0 ? '–' : value.map(shown).join(', ');
  }
  return JSON.stringify(value);
}

/** `isDisabled` → "Disabled", `approvalMinutes` → "Approval minutes". */
function asWords(name: string): string {
  const words = name
    .replace(/^is(?=[A-Z])/, '')
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
