import { auditExport, auditVerify } from './commands/audit.mjs';
import { completion } from './commands/completion.mjs';
import { customersList } from './commands/customers.mjs';
import { connect, devicesList } from './commands/devices.mjs';
import { invite } from './commands/invite.mjs';
import { login, logout } from './commands/login.mjs';
import { signInLink } from './commands/sign-in-link.mjs';
import { usersAdd, usersExport, usersList } from './commands/users.mjs';

/** By name; the one place where a command is added. */
export const commands = {
  login,
  logout,
  'users list': usersList,
  'users add': usersAdd,
  'users export': usersExport,
  'customers list': customersList,
  invite,
  'devices list': devicesList,
  connect,
  'sign-in-link': signInLink,
  'audit verify': auditVerify,
  'audit export': auditExport,
  completion,
};
