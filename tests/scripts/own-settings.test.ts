import { expect, it } from 'vitest';
import { ownSettings } from '@/scripts/serve/own-settings';

it('leaves out a HOSTNAME that is but the name of the machine', () => {
  expect(ownSettings({ HOSTNAME: '5f2a9c', PORT: '80', NODE_ENV: 'test' }, '5f2a9c')).toEqual({
    PORT: '80',
    NODE_ENV: 'test',
  });
});

it('keeps a HOSTNAME that somebody chose', () => {
  expect(ownSettings({ HOSTNAME: '0.0.0.0', NODE_ENV: 'test' }, '5f2a9c')).toEqual({
    HOSTNAME: '0.0.0.0',
    NODE_ENV: 'test',
  });
});
