/** The columns of the users beside the address, in their first order, as in the API and its files. */
export const userColumnIds = [
  'customer',
  'seats',
  'seatsUsed',
  'unused',
  'utilisation',
  'status',
  'createdOn',
  'password',
  'lastSignIn',
] as const;

export type UserColumnId = (typeof userColumnIds)[number];

/** The columns of a file. On screen, tags are beside the address; sign-ins have a file of their own. */
export const exportColumnIds = [
  ...userColumnIds.filter((id) => id !== 'lastSignIn'),
  'tags',
] as const;

export type ExportColumnId = (typeof exportColumnIds)[number];

/** A column, in the order on screen. */
export type ColumnChoice = { id: UserColumnId; isShown: boolean };

const hiddenAtFirst: readonly UserColumnId[] = ['utilisation', 'lastSignIn'];

/** Those that are named are shown first, in that order; the others follow as they were at first. */
export function columnsWith(shown: readonly UserColumnId[]): ColumnChoice[] {
  const rest = userColumnIds.filter((id) => !shown.includes(id));
  return [
    ...[...new Set(shown)].map((id) => ({ id, isShown: true })),
    ...rest.map((id) => ({ id, isShown: false })),
  ];
}

export const firstColumns: readonly ColumnChoice[] = userColumnIds.map((id) => ({
  id,
  isShown: !hiddenAtFirst.includes(id),
}));

export function shownColumns(columns: readonly ColumnChoice[]): UserColumnId[] {
  return columns.filter(({ isShown }) => isShown).map(({ id }) => id);
}

export const userPageSizes = [25, 50, 100, 250, 500] as const;
export type UserPageSize = (typeof userPageSizes)[number];

/** How a person last had the list. */
export type UsersDisplay = { columns: readonly ColumnChoice[]; pageSize: UserPageSize };

export const firstDisplay: UsersDisplay = { columns: firstColumns, pageSize: 50 };

/** A cookie rather than local storage, so that the first paint is right. */
const NAME = 'users-display';
/** Over TLS it is `Secure` and bound to this host, like the session's. */
const SECURE_NAME = `__Host-${NAME}`;
const YEAR_SECONDS = 31_536_000;

/** The cookie to set. It names the person, so that the next one in this browser starts anew. */
export function displayCookie(
  personId: string,
  { columns, pageSize }: UsersDisplay,
  isSecure: boolean,
): string {
  const [name, attribute] = isSecure ? [SECURE_NAME, '; secure'] : [NAME, ''];
  const order = columns.map(({ id, isShown }) => (isShown ? id : `-${id}`)).join('~');
  const value = [personId, pageSize, order].join('.');
  return `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${attribute}`;
}

/** How this person last had the list; what the cookie doesn't know is as at first. */
export function readDisplay(
  cookies: { get(name: string): { value: string } | undefined },
  personId: string,
): UsersDisplay {
  const value = (cookies.get(SECURE_NAME) ?? cookies.get(NAME))?.value ?? '';
  const [owner, size, order = ''] = value.split('.');
  if (owner !== personId) return firstDisplay;
  const known = order.split('~').flatMap((text) => {
    const column = firstColumns.find(({ id }) => id === text.replace('-', ''));
    return column ? [{ id: column.id, isShown: !text.startsWith('-') }] : [];
  });
  const named = new Map(known.map((column) => [column.id, column]));
  return {
    columns: [...named.values(), ...firstColumns.filter(({ id }) => !named.has(id))],
    pageSize: userPageSizes.find((one) => one === Number(size)) ?? firstDisplay.pageSize,
  };
}
