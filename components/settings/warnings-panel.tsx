import { Notice } from '@/components/ui/notice';
import { Panel } from '@/components/ui/panel';

type Warning = { setting: string; text: string };

/** What an administrator should change on the server; nothing where all is well. */
export function WarningsPanel({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <Panel title="Warnings" description="Fix these on the server; they count from the next start.">
      <ul className="flex flex-col gap-2">
        {warnings.map(({ setting, text }) => (
          <li key={text}>
            <Notice tone="warn" title={setting}>
              {text}
            </Notice>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
