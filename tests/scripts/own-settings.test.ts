import { expect, it } from 'vitest';
import { ownSettings } from '@/scripts/serve/own-settings';

it('ignores a HOSTNAME that is just the machine’s name', () => {
  expect(ownSettings({ HOSTNAME: '5f2a9c', PORT: '80', NODE_ENV: 'test' }, '5f2a9c')).toEqual({
    PORT: '80',
    NODE_ENV: 'test',
  });
});

it('keeps a HOSTNAME that someone chose', () => {
  expect(ownSettings({ HOSTNAME: '0.0.0.0', NODE_ENV: 'test' }, '5f2a9c')).toEqual({
    HOSTNAME: '0.0.0.0',
    NODE_ENV: 'test',
  });
});
