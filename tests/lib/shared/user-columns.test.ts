import { describe, expect, it } from 'vitest';
import {
  columnsWith,
  displayCookie,
  firstDisplay,
  readDisplay,
  shownColumns,
} from '@/lib/shared/user-columns';

const cookies = (text: string) => {
  const [pair = ''] = text.split(';');
  const [name, value = ''] = pair.split('=');
  return { get: (asked: string) => (asked === name ? { value } : undefined) };
};

describe('how a person last had the list of users', () => {
  const display = { columns: columnsWith(['password', 'seats']), pageSize: 250 } as const;

  it('is read back in the same order', () => {
    const cookie = displayCookie('stf_1', display, false);
    expect(cookie).toBe(
      'users-display=stf_1.250.password~seats~-customer~-seatsUsed~-unused~-utilisation~-status~-createdOn~-lastSignIn; path=/; max-age=31536000; samesite=lax',
    );
    const read = readDisplay(cookies(cookie), 'stf_1');
    expect(read).toEqual(display);
    expect(shownColumns(read.columns)).toEqual(['password', 'seats']);
  });

  it('is bound to this host over TLS, and not the next person’s', () => {
    const cookie = displayCookie('stf_1', display, true);
    expect(cookie).toMatch(/^__Host-users-display=.*; secure$/);
    expect(readDisplay(cookies(cookie), 'stf_1').pageSize).toBe(250);
    expect(readDisplay(cookies(cookie), 'stf_2')).toEqual(firstDisplay);
  });

  it('is as at first where the cookie says something unknown', () => {
    const read = readDisplay(cookies('users-display=stf_1.7.secret~unused~unused~'), 'stf_1');
    expect(read.pageSize).toBe(50);
    expect(shownColumns(read.columns)).toEqual([
      ...['unused', 'customer', 'seats', 'seatsUsed', 'status', 'createdOn', 'password'],
    ]);
  });
});
