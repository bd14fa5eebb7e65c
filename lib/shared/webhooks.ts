/** Instead of a list of actions: all of them. */
export const ALL_EVENTS = '*';
