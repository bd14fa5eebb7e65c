/**
 * One class per column of the list, for its heading, its cells and its place while loading. On a
 * phone the name stands alone, with state and contact beneath it.
 */
export const deviceColumns = {
  name: 'w-full max-w-0',
  type: 'hidden md:table-cell min-w-32 whitespace-nowrap',
  state: 'hidden sm:table-cell min-w-36 whitespace-nowrap',
  lastSeen: 'hidden sm:table-cell min-w-36 whitespace-nowrap',
  owner: 'hidden lg:table-cell min-w-56',
  actions: 'w-px min-w-24',
};
