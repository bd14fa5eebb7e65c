import { describe, expect, it } from 'vitest';
import { readChangelog, releasesIn } from '@/lib/server/worker/installation';

describe('the changelog', () => {
  it('is read into releases and their changes, without the marks', () => {
    const text = '# Changelog\n\nNote.\n\n## 2.0\n\n- One `thing`.\n- Two.\n\n## 1.0\n\n- First.\n';
    expect(releasesIn(text)).toEqual([
      { title: '2.0', changes: ['One thing.', 'Two.'] },
      { title: '1.0', changes: ['First.'] },
    ]);
  });

  it('of this version is in the project', async () => {
    const [newest] = await readChangelog();
    expect(newest?.title).toBe('0.1.0');
    expect(newest?.changes.length).toBeGreaterThan(3);
  });
});
