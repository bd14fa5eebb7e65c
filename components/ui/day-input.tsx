import { Input } from './inputs';

type DayInputProps = {
  label: string;
  /** As in `2026-11-30`; empty: none. */
  value: string;
  onChange: (day: string) => void;
};

/** A day in a toolbar, with its label beside it. */
export function DayInput({ label, value, onChange }: DayInputProps) {
  return (
    <label className="flex items-center gap-1.5 text-12 text-muted max-sm:w-full max-sm:justify-between">
      {label}
      <Input
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-40 sm:w-36"
      />
    </label>
  );
}
