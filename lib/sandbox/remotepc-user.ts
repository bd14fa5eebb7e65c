/** The descriptions with which RemotePC refuses to sign in a known user. */
export type SigninRefusal =
  'ACTION_PARENT_ACCOUNT_SUSPENDED' | 'IP_ADDRESS_BLOCKED' | 'CANCELLED_ACCOUNT';

export type SandboxUser = {
  username: string;
  firstName: string;
  lastName: string;
  password: string;
  allotedComputers: number;
  utilizedComputers: number;
  isActive: boolean;
  /** `MM-DD-YYYY`, as on the wire. */
  createdDate: string;
  refusal?: SigninRefusal;
};

/** In UTC, as far as anyone knows. */
export function toWireDate(date: Date): string {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-');
  return `${month}-${day}-${year}`;
}
