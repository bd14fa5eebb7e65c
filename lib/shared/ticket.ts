const LONGEST = 200;

/** The ticket that a link names, if it can be one at all: the policy decides when signing in. */
export function ticketIn(text: unknown): string | undefined {
  const ticket = typeof text === 'string' ? text.trim() : '';
  const isOne = ticket !== '' && ticket.length <= LONGEST && !/[\p{Cc}\p{Cf}]/u.test(ticket);
  return isOne && ticket.isWellFormed() ? ticket : undefined;
}
