import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { formatNumber } from '@/lib/shared/format';

/** More people than this are invited only after their number was typed. */
export const CONFIRM_ABOVE = 250;
export const CONFIRM_ID = 'confirm-count';

type ConfirmCountProps = {
  count: number;
  typed: string;
  isWrong: boolean;
  onType: (text: string) => void;
};

/** Nobody types 3,000 by mistake where they meant 30. */
export function ConfirmCount({ count, typed, isWrong, onType }: ConfirmCountProps) {
  return (
    <Field
      id={CONFIRM_ID}
      label={`Type ${formatNumber(count)} to confirm how many people are invited`}
      error={isWrong ? `Type ${formatNumber(count)}, then press the button again.` : undefined}
      isRequired
    >
      {(control) => (
        <Input
          {...control}
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-32 tabular-nums"
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  );
}

/** However its thousands are set apart. */
export function isSameCount(typed: string, count: number): boolean {
  return typed.replace(/[\s,.’']/g, '') === String(count);
}
