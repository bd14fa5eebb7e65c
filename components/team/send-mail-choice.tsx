import { Checkbox } from '@/components/ui/checkbox';

type SendMailChoiceProps = { isOn: boolean; onChange: (isOn: boolean) => void };

/** Whether a one-time link goes out by email or is shown. Only where the server sends email. */
export function SendMailChoice({ isOn, onChange }: SendMailChoiceProps) {
  return (
    <Checkbox
      checked={isOn}
      onChange={(event) => onChange(event.target.checked)}
      label="Send the link by email"
      help="Only they get it. Otherwise it’s shown to you once."
    />
  );
}
