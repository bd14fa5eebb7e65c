import { describe, expect, it } from 'vitest';
import { placeToasts } from '@/components/ui/toast-place';

const toasts = { width: 384, height: 60 };
const area = { left: 224, top: 0, right: 1440, bottom: 900 };
const phone = { left: 0, top: 0, right: 360, bottom: 740 };
const onPhone = { width: 328, height: 60 };

describe('placeToasts', () => {
  it('puts them at the bottom right if nothing is there', () => {
    expect(placeToasts(toasts, area, [])).toEqual({ side: 'right', inset: 16, bottom: 16 });
  });

  it('puts them above a bar across the page', () => {
    const bar = { left: 224, top: 843, right: 1440, bottom: 900 };
    expect(placeToasts(toasts, area, [bar])).toEqual({ side: 'right', inset: 16, bottom: 69 });
  });

  it('puts them above a bar in the middle that leaves too little room beside it', () => {
    const bar = { left: 540, top: 840, right: 1124, bottom: 884 };
    expect(placeToasts(toasts, area, [bar])).toEqual({ side: 'right', inset: 16, bottom: 72 });
  });

  it('puts them at the left, beside the navigation, if a panel covers the right', () => {
    const buttons = [
      { left: 1000, top: 820, right: 1100, bottom: 860 },
      { left: 980, top: 100, right: 1080, bottom: 132 },
    ];
    expect(placeToasts(toasts, area, buttons)).toEqual({ side: 'left', inset: 240, bottom: 16 });
  });

  it('puts them above two bars on top of each other, as on a phone', () => {
    const bars = [
      { left: 16, top: 640, right: 344, bottom: 724 },
      { left: 0, top: 570, right: 360, bottom: 630 },
    ];
    expect(placeToasts(onPhone, phone, bars)).toEqual({ side: 'right', inset: 16, bottom: 182 });
  });

  it('puts them at the bottom right if they fit nowhere', () => {
    const all = { left: 0, top: 0, right: 360, bottom: 740 };
    expect(placeToasts(onPhone, phone, [all])).toEqual({ side: 'right', inset: 16, bottom: 16 });
  });
});
