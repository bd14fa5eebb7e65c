import { SANDBOX_CUSTOMER_PASSWORD } from './credentials';
import { Random } from './random';
import { toWireDate, type SandboxUser, type SigninRefusal } from './remotepc-user';
import { seedCompanies } from './seed-companies';
import { pickPerson, toLocalPart } from './seed-people';

/** Users whose sign-in is refused, each with a different code. */
export const SANDBOX_REFUSED_CUSTOMERS: Readonly<Record<string, SigninRefusal>> = {
  'suspended@meridiandental.example': 'ACTION_PARENT_ACCOUNT_SUSPENDED',
  'cancelled@northfold.example': 'CANCELLED_ACCOUNT',
  'blocked-ip@cedarvalleycu.example': 'IP_ADDRESS_BLOCKED',
};

/** The largest customer, with as many seats as the vendor's own sample shows. */
const largestCustomer = 'it@harborlight.example';

type Use = 'over' | 'full' | 'idle' | 'none' | 'partial';

const firstDay = Date.UTC(2023, 0, 9);
const lastDay = Date.UTC(2026, 10, 20);
const dayMs = 86_400_000;

/** 240 customer users of 40 companies in order of creation; always the same. */
export function seedUsers(): SandboxUser[] {
  const random = new Random(240_040);
  const usernames = seedCompanies.flatMap((company) => companyUsers(random, company));
  const uses = random.shuffle(usernames.map((_, index) => useOf(index)));
  const inactive = new Set(random.shuffle(usernames.map((_, index) => index)).slice(0, 14));
  const days = random.shuffle(usernames.map((_, index) => creationDay(random, index)));
  return usernames
    .map((user, index) => ({
      day: days[index] ?? firstDay,
      user: finish(user, seatsFor(random, uses[index] ?? 'partial'), !inactive.has(index)),
    }))
    .toSorted((a, b) => a.day - b.day)
    .map(({ day, user }) => ({ ...user, createdDate: toWireDate(new Date(day)) }));
}

type Named = Pick<SandboxUser, 'username' | 'firstName' | 'lastName'>;
type Seats = Pick<SandboxUser, 'allotedComputers' | 'utilizedComputers'>;

/** A shared mailbox or a refused user first if there is one, then people. */
function companyUsers(random: Random, { domain, users }: (typeof seedCompanies)[number]): Named[] {
  const fixed = [largestCustomer, ...Object.keys(SANDBOX_REFUSED_CUSTOMERS)];
  const names = new Map<string, Named>();
  for (const username of fixed.filter((name) => name.endsWith(`@${domain}`))) {
    names.set(username, { username, ...pickPerson(random) });
  }
  const style = random.pick(['first.last', 'flast', 'first_last', 'last.first']);
  while (names.size < users) {
    const person = pickPerson(random);
    const [first, last] = [toLocalPart(person.firstName), toLocalPart(person.lastName)];
    const local = {
      'first.last': `${first}.${last}`,
      flast: `${first.slice(0, 1)}${last}`,
      first_last: `${first}_${last}`,
      'last.first': `${last}.${first}`,
    }[style];
    names.set(`${local}@${domain}`, { username: `${local}@${domain}`, ...person });
  }
  return [...names.values()];
}

function finish(user: Named, seats: Seats, isActive: boolean): SandboxUser {
  const refusal = SANDBOX_REFUSED_CUSTOMERS[user.username];
  const isLargest = user.username === largestCustomer;
  return {
    ...user,
    ...(isLargest ? { allotedComputers: 425, utilizedComputers: 388 } : seats),
    password: SANDBOX_CUSTOMER_PASSWORD,
    isActive: isLargest || refusal === 'IP_ADDRESS_BLOCKED' || (isActive && !refusal),
    createdDate: '',
    ...(refusal ? { refusal } : {}),
  };
}

/** Of 240: 16 over their limit, 34 full, 30 idle, 18 without seats, the rest in between. */
function useOf(index: number): Use {
  if (index < 16) return 'over';
  if (index < 50) return 'full';
  if (index < 80) return 'idle';
  return index < 98 ? 'none' : 'partial';
}

function seatsFor(random: Random, use: Use): Seats {
  const alloted = random.pick([1, 1, 2, 2, 3, 5, 5, 8, 10, 12, 15, 20, 25, 40]);
  switch (use) {
    case 'over':
      return { allotedComputers: alloted, utilizedComputers: alloted + random.integer(1, 4) };
    case 'full':
      return { allotedComputers: alloted, utilizedComputers: alloted };
    case 'idle':
      return { allotedComputers: alloted, utilizedComputers: 0 };
    case 'none':
      return { allotedComputers: 0, utilizedComputers: 0 };
    case 'partial': {
      const atLeastTwo = Math.max(2, alloted);
      return { allotedComputers: atLeastTwo, utilizedComputers: random.integer(1, atLeastTwo - 1) };
    }
  }
}

/** Spread over the years, with five in the last days of the seed. */
function creationDay(random: Random, index: number): number {
  if (index < 5) return lastDay - index * dayMs;
  return firstDay + random.integer(0, (lastDay - firstDay) / dayMs - 10) * dayMs;
}
