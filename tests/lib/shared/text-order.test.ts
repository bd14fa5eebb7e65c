import { describe, expect, it } from 'vitest';
import { compareTexts, orderTexts } from '@/lib/shared/text-order';

const sorted = (...texts: string[]) => Array.from(orderTexts(texts), (place) => texts[place]);

describe('texts are ordered the way people look for them', () => {
  it.each([
    [
      'accents and numbers in names',
      'ann@f.example ann2@f.example ann10@f.example Ärger@f.example bob@f.example Éva@f.example zed@f.example',
    ],
    [
      'the @ of an address before any other sign',
      'ann@f.example ann_b@f.example ann-b@f.example ann.b@f.example ann+b@f.example ann1@f.example anna@f.example',
    ],
    ['hosts within a name', 'ann@a.example ann@b.example ann@b2.example ann@b10.example'],
    ['numbers by value, whatever their zeros', 'pc-1 pc-02 pc-3 pc-10 pc-0011 pc-100'],
    ['letters that are spelled in two', 'rosner rossi roßmann rotter'],
    ['other alphabets behind', 'ann zoe Άννα Анна Борис'],
  ])('%s', (_, line) => {
    const texts = line.split(' ');
    expect(sorted(...texts.toReversed())).toEqual(texts);
    expect(texts.toReversed().sort(compareTexts)).toEqual(texts);
  });

  it('with texts that differ only in an accent side by side', () => {
    expect(sorted('réne', 'rené', 'renz', 'rene')).toEqual(['rene', 'rené', 'réne', 'renz']);
  });

  it('quickly, even 100,000 of them', () => {
    const texts = Array.from(
      { length: 100_000 },
      (_, index) =>
        `${index % 7 ? 'user' : 'usér'}${(index * 7919) % 100_000}@firm${index % 9}.example`,
    );
    const before = process.cpuUsage().user;
    orderTexts(texts);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(600);
  });
});
