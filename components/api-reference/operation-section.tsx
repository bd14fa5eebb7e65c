import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { ReferenceOperation } from '@/lib/server/openapi/reference';
import { CallLine, Shell, Words } from './code';
import { FieldList } from './field-list';

/** One operation: what it needs, takes, and answers with. */
export function OperationSection({ operation }: { operation: ReferenceOperation }) {
  const { id, method, path, summary, description, parameters, bodies, curl } = operation;
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="scroll-mt-4 rounded-panel border border-line bg-surface"
    >
      <div className="flex flex-col gap-1.5 border-b border-line px-4 py-3">
        <h2 id={`${id}-title`} className="text-15 font-medium">
          {summary}
        </h2>
        <CallLine method={method} path={path} />
        {description && (
          <p className="max-w-prose text-13">
            <Words>{description}</Words>
          </p>
        )}
        <Access operation={operation} />
      </div>
      <div className="flex flex-col gap-4 px-4 py-3">
        {parameters.length > 0 && (
          <Part title="Parameters">
            <FieldList fields={parameters} />
          </Part>
        )}
        {bodies.map(({ type, fields }) => (
          <Part key={type} title="Body" note={type}>
            <FieldList fields={fields} />
          </Part>
        ))}
        <Answers operation={operation} />
        {curl !== null && (
          <Part title="Example">
            <Shell label={`Example: ${summary}`}>{curl}</Shell>
          </Part>
        )}
      </div>
    </section>
  );
}

function Access({ operation: { permission, isForTokens } }: { operation: ReferenceOperation }) {
  return (
    <p className="flex flex-wrap gap-1.5">
      <Badge>
        {permission === null ? (
          isForTokens ? (
            'No session'
          ) : (
            'No session needed'
          )
        ) : permission === 'profile.write' ? (
          'Anyone who is signed in'
        ) : (
          <code className="font-mono">{permission}</code>
        )}
      </Badge>
      {(permission !== null || isForTokens) && (
        <Badge tone={isForTokens ? 'accent' : 'neutral'}>
          {isForTokens ? 'With an API token' : 'Not with an API token'}
        </Badge>
      )}
    </p>
  );
}

type PartProps = { title: string; note?: string; children: ReactNode };

function Part({ title, note, children }: PartProps) {
  return (
    <div>
      <h3 className="mb-1 flex flex-wrap items-baseline gap-x-2 text-13 font-medium">
        {title}
        {note && <span className="font-mono text-12 font-normal text-muted">{note}</span>}
      </h3>
      {children}
    </div>
  );
}

function Answers({ operation: { answers, problems } }: { operation: ReferenceOperation }) {
  return (
    <Part title="Answers">
      <ul className="divide-y divide-line text-13">
        {answers.map(({ status, types, fields }) => (
          <li key={status} className="py-1.5">
            {fields.length > 0 ? (
              <details>
                <summary className="cursor-pointer">
                  <Status status={status} /> {types.join(', ')}
                </summary>
                <div className="mt-1 border-l border-line pl-4">
                  <FieldList fields={fields} isAnswer />
                </div>
              </details>
            ) : (
              <p className="wrap-anywhere">
                <Status status={status} /> {types.join(', ') || 'no body'}
              </p>
            )}
          </li>
        ))}
        <li className="py-1.5">
          <details>
            <summary className="cursor-pointer">
              Errors: {problems.map(([status]) => status).join(', ')}
            </summary>
            <dl className="mt-1 flex flex-col gap-1 border-l border-line pl-4">
              {problems.map(([status, codes]) => (
                <div key={status} className="flex gap-3">
                  <dt className="w-8 shrink-0 tabular-nums">{status}</dt>
                  <dd className="min-w-0 font-mono text-12 wrap-anywhere">{codes.join(', ')}</dd>
                </div>
              ))}
            </dl>
          </details>
        </li>
      </ul>
    </Part>
  );
}

function Status({ status }: { status: string }) {
  return <span className="mr-1 font-medium tabular-nums">{status}</span>;
}
