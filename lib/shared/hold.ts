/** How long a batch waits before sending, so that it can be undone. */
export const HOLD_SECONDS = 20;

/** In the product, a mistake with more people than this can always be undone. */
export const HELD_ABOVE = 100;
