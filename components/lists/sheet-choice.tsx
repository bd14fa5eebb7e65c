import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';

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
