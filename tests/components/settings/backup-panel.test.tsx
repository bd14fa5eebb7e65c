import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { BackupPanel } from '@/components/settings/backup-panel';

const good = {
  at: '2026-11-30T03:00:00.000Z',
  path: '/backup/reseller-desk-2026-11-30T03-00-00Z.backup.age',
  host: 'desk-1',
  bytes: 41_000_000,
  isEncrypted: true,
};

afterEach(cleanup);

it('says when the last good backup was made, where it is, and how often one is made', () => {
  render(<BackupPanel backups={{ good, failed: null }} everyHours={24} kept={14} />);
  const { textContent } = screen.getByText(/, encrypted, 41 MB/);
  expect(textContent).toContain(`${good.path} on desk-1`);
  screen.getByText('Every 24 hours; the last 14 are kept');
  expect(screen.queryByText('Last failure')).toBeNull();
});

it('says why the last one failed', () => {
  const failed = { at: '2026-11-30T04:00:00.000Z', failure: 'disk_full', host: 'desk-2' };
  render(<BackupPanel backups={{ good, failed }} everyHours={24} kept={14} />);
  screen.getByText('The disk is full.');
  screen.getByText(/on desk-2$/);
});

it('says how to begin if there is none, and that it doesn’t know without a database', () => {
  const { rerender } = render(
    <BackupPanel backups={{ good: null, failed: null }} everyHours={undefined} kept={14} />,
  );
  screen.getByText('None yet: run npm run backup -- create.');
  rerender(<BackupPanel backups={null} everyHours={undefined} kept={14} />);
  screen.getByText('Unknown');
});
