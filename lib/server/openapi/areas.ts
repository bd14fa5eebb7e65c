import type { Area, Method, Operation } from './operation';
import { accounts, team } from './routes/accounts';
import { approvals, auditLog } from './routes/audit-log';
import { automation } from './routes/automation';
import { customers, statements } from './routes/customers';
import { devices } from './routes/devices';
import { installation, overview } from './routes/installation';
import { invitations } from './routes/invitations';
import { ownAccount, signIn } from './routes/own-account';
import { users } from './routes/users';

/** Every route, by chapter. A route or method that is missing here fails a test. */
export const areas: readonly Area[] = [
  users,
  customers,
  statements,
  invitations,
  devices,
  approvals,
  auditLog,
  overview,
  automation,
  accounts,
  team,
  ownAccount,
  signIn,
  installation,
];

/** One operation with its place. */
export type Route = { area: string; path: string; method: Method; operation: Operation };

export function routesOf({ name, routes }: Area): Route[] {
  return Object.entries(routes).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      area: name,
      path,
      method: method as Method,
      operation,
    })),
  );
}
