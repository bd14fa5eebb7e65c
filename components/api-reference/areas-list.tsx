import { Panel } from '@/components/ui/panel';
import type { ReferenceArea } from '@/lib/server/openapi/reference';
import { CallLine } from './code';

/** Every operation, as links to where it is described. */
export function AreasList({ areas }: { areas: readonly ReferenceArea[] }) {
  return areas.map(({ slug, name, description, lines }) => (
    <Panel key={slug} title={name} description={description} isFlush>
      <ul className="divide-y divide-line text-13">
        {lines.map((line) => (
          <li key={line.id}>
            {/* Not Next's link: the browser itself goes to the place on the page. */}
            <a
              href={`/api-reference/${slug}#${line.id}`}
              className="grid gap-x-4 gap-y-0.5 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[1fr_1fr]"
            >
              <span>{line.summary}</span>
              <CallLine method={line.method} path={line.path} />
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  ));
}
