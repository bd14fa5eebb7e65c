import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';

type HeadingRowChoiceProps = {
  /** What each of the first rows looks like; an empty text where that isn't to be shown. */
  rows: readonly string[];
  /** Null: no row names the columns. */
  row: number | null;
  onChoose: (row: number | null) => void;
};

/** Which row names the columns. The rows above it are titles and aren't part of the list. */
export function HeadingRowChoice({ rows, row, onChoose }: HeadingRowChoiceProps) {
  return (
    <Field
      label="Column names"
      help={row ? `The ${row === 1 ? 'row' : `${row} rows`} above it will be left out.` : undefined}
      className="max-w-96"
    >
      {(control) => (
        <Select
          {...control}
          value={row ?? ''}
          onChange={({ target }) => onChoose(target.value === '' ? null : Number(target.value))}
        >
          <option value="">There are none</option>
          {rows.map((text, at) => (
            <option key={at} value={at}>
              {text === '' ? `In row ${at + 1}` : `In row ${at + 1}: ${text}`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

type SheetChoiceProps = {
  sheets: readonly string[];
  hiddenSheets: readonly string[] | undefined;
  sheet: string | null;
  isReading: boolean;
  onChoose: (sheet: string) => void;
};

/** Which sheet of a workbook is the list. */
export function SheetChoice({
  sheets,
  hiddenSheets,
  sheet,
  isReading,
  onChoose,
}: SheetChoiceProps) {
  return (
    <Field
      label="Sheet"
      help={isReading ? 'Being read …' : `This workbook has ${sheets.length} sheets.`}
      className="max-w-72"
    >
      {(control) => (
        <Select
          {...control}
          value={sheet ?? ''}
          disabled={isReading}
          onChange={(event) => onChoose(event.target.value)}
        >
          {sheets.map((name) => (
            <option key={name} value={name}>
              {hiddenSheets?.includes(name) ? `${name} (hidden)` : name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
