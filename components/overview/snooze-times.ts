const MORNING_HOUR = 8;
const MONDAY = 1;

/** Until when a problem can be snoozed, by the reader's clock: mornings, when the day's work starts. */
export function snoozeTimes(now: Date): { label: string; until: Date }[] {
  const daysToMonday = (MONDAY + 7 - now.getDay()) % 7 || 7;
  const times = [
    { label: 'Snooze until tomorrow', until: morning(now, 1) },
    { label: 'Snooze until Monday', until: morning(now, daysToMonday) },
    { label: 'Snooze for 30 days', until: morning(now, 30) },
  ];
  // On a Sunday, Monday is tomorrow.
  return daysToMonday === 1 ? times.filter((_, index) => index !== 1) : times;
}

function morning(now: Date, inDays: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + inDays, MORNING_HOUR);
}
