export type Box = { left: number; top: number; right: number; bottom: number };
export type Size = { width: number; height: number };

/** Distances to the window's edges, in pixels. */
export type ToastPlace = { side: 'left' | 'right'; inset: number; bottom: number };

const EDGE = 16;
const GAP = 12;

/**
 * Where toasts cover none of the obstacles: at the bottom right, else at the bottom left, else as low
 * as possible above what is in the way. The bottom right if they fit nowhere.
 * @param toasts the size of all of them together
 * @param area where toasts may be: the window without the navigation at its left
 * @param obstacles what must stay usable, in the window's coordinates
 */
export function placeToasts(toasts: Size, area: Box, obstacles: readonly Box[]): ToastPlace {
  const bottoms = [area.bottom - EDGE, ...obstacles.map(({ top }) => top - GAP)]
    .filter((bottom) => bottom <= area.bottom - EDGE && bottom - toasts.height >= area.top + EDGE)
    .sort((one, other) => other - one);
  const lefts = [
    { side: 'right', left: area.right - EDGE - toasts.width },
    { side: 'left', left: area.left + EDGE },
  ] as const;
  for (const bottom of bottoms) {
    for (const { side, left } of lefts) {
      const box = { left, right: left + toasts.width, top: bottom - toasts.height, bottom };
      if (obstacles.some((obstacle) => overlap(box, obstacle))) continue;
      const inset = side === 'left' ? left : EDGE;
      return { side, inset, bottom: area.bottom - bottom };
    }
  }
  return { side: 'right', inset: EDGE, bottom: EDGE };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.right &&
    other.left < one.right &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}
