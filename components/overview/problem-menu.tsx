import { AlarmClock, Check, Ellipsis } from 'lucide-react';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { toast } from '@/components/ui/toast';
import type { Problem } from '@/lib/contract/overview';
import { formatDateTime } from '@/lib/shared/format';
import { useAcknowledge } from './acknowledgements';
import { snoozeTimes } from './snooze-times';

type ProblemMenuProps = { problem: Problem; count: number; name: string };

/** Marks a problem as seen, or snoozes it, for the whole team. */
export function ProblemMenu({ problem, count, name }: ProblemMenuProps) {
  const { mutate, isPending } = useAcknowledge();
  const acknowledge = (until?: Date) =>
    mutate(
      { ...problem, count, until: until?.toISOString() },
      {
        onSuccess: () =>
          toast.success(until ? `Snoozed until ${formatDateTime(until)}` : 'Marked as seen', {
            description: 'For the whole team. It comes back if it grows.',
          }),
        onError: toast.failure,
      },
    );
  const entries: MenuEntry[] = [
    // One that fails, works and fails again would never be seen.
    ...(problem.kind === 'account'
      ? []
      : [{ label: 'Mark as seen', icon: <Check />, onSelect: () => acknowledge() }]),
    ...snoozeTimes(new Date()).map(({ label, until }) => ({
      label,
      icon: <AlarmClock />,
      onSelect: () => acknowledge(until),
    })),
  ];
  return (
    <MenuButton
      label={`Mark as seen or snooze: ${name}`}
      entries={entries}
      align="end"
      size="icon-sm"
      variant="ghost"
      disabled={isPending}
    >
      <Ellipsis />
    </MenuButton>
  );
}
