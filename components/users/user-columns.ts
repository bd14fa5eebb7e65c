/**
 * One class per column of the list, for its heading, its cells and its place while loading. By the
 * room the table has, not the window: the navigation beside it may be folded. Where it is narrow
 * the address stands alone, with use and state beneath it.
 */
export const userColumns = {
  choice: 'w-px pr-0!',
  email: 'w-full min-w-40 max-w-0 @2xl:w-2/5 @6xl:w-1/3',
  seats: 'hidden @3xl:table-cell',
  used: 'hidden min-w-46 @2xl:table-cell',
  utilisation: 'hidden @6xl:table-cell',
  state: 'hidden min-w-24 @2xl:table-cell',
  created: 'hidden min-w-28 whitespace-nowrap @4xl:table-cell',
  password: 'hidden min-w-24 @5xl:table-cell',
  actions: 'w-px',
};
