const MOST = 5;

let tickets: readonly string[] = [];

/** The tickets last signed in for, the newest first; kept by this page alone. */
export function recentTickets(): readonly string[] {
  return tickets;
}

export function rememberTicket(ticket: string): void {
  if (ticket === '') return;
  tickets = [ticket, ...tickets.filter((other) => other !== ticket)].slice(0, MOST);
}
