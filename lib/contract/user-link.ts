import { ticketIn } from '@/lib/shared/ticket';
import { accountIdSchema, emailSchema } from './common';

type Parameters = Readonly<Record<string, string | string[] | undefined>>;
/** A user by address, as the links of other software name them: `/go/user?email=…&ticket=…`. */
type UserLink = { email?: string; account?: string; ticket?: string };

/** What such a link asks for. What can't be read is left out: half a link still leads somewhere. */
export function readUserLink({ email, account, ticket }: Parameters): UserLink {
  return {
    email: emailSchema.safeParse(email).data,
    account: accountIdSchema.safeParse(account).data,
    ticket: ticketIn(ticket),
  };
}
