'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { UpstreamName } from '@/lib/contract/accounts';
import { ConnectionChecks } from './connection-checks';
import { OutgoingAddress } from './outgoing-address';
import { useAddAccount } from './queries';
import {
  firstKindOf,
  SecretFields,
  secretFaults,
  secretOf,
  type SecretKind,
  type TypedSecret,
} from './secret-fields';

export const vendorNames: Record<UpstreamName, string> = {
  remotepc: 'RemotePC',
  remoteit: 'remote.it',
};

type ConnectFormProps = {
  /** Only this vendor; missing: the person selects one. */
  vendor?: UpstreamName;
  onConnected: (account: { id: string; upstream: UpstreamName; name: string }) => void;
};

/** Connects a vendor account: its key is tested, and stored only if the test passes. */
export function ConnectForm({ vendor, onConnected }: ConnectFormProps) {
  const formId = useId();
  const [upstream, setUpstream] = useState<UpstreamName>(vendor ?? 'remotepc');
  const [kind, setKind] = useState<SecretKind>(firstKindOf[upstream]);
  const [typed, setTyped] = useState<TypedSecret>({});
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const { mutate, isPending, error: problem, submittedAt, reset } = useAddAccount();

  const selectVendor = (next: UpstreamName) => {
    setUpstream(next);
    setKind(firstKindOf[next]);
    reset();
  };
  const connect = (saveUntested: boolean) => {
    if (isPending) return;
    const account = {
      upstream,
      name: name.trim() === '' ? vendorNames[upstream] : name,
      secret: secretOf(kind, typed),
      ...(url.trim() !== '' && { url }),
    };
    mutate(
      { ...account, ...(saveUntested && { saveUntested }) },
      { onSuccess: ({ id }) => onConnected({ id, upstream, name: account.name }) },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect(false);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ErrorSummary attempt={submittedAt} errors={secretFaults(formId, problem)} />
      {vendor === undefined && (
        <SegmentedControl
          label="Vendor"
          value={upstream}
          options={[
            { value: 'remotepc', label: vendorNames.remotepc },
            { value: 'remoteit', label: vendorNames.remoteit },
          ]}
          onChange={selectVendor}
        />
      )}
      <SecretFields
        formId={formId}
        kind={kind}
        onKindChange={setKind}
        typed={typed}
        onChange={setTyped}
        problem={problem}
      />
      <Field
        id={`${formId}-name`}
        label="Name"
        isOptional
        help="Shown where you have several accounts."
        error={problem?.errorAt('name')}
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            placeholder={vendorNames[upstream]}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <details className="text-13">
        <summary className="cursor-pointer text-muted">Another API address</summary>
        <Field
          id={`${formId}-url`}
          label="API address"
          isOptional
          className="mt-2"
          help="Leave empty for the vendor’s usual address."
          error={problem?.errorAt('url')}
        >
          {(control) => (
            <Input
              {...control}
              value={url}
              inputMode="url"
              placeholder="https://"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
      </details>
      {problem && problem.errors.length === 0 && (
        <FailedTest problem={problem} upstream={upstream} onSaveAnyway={() => connect(true)} />
      )}
      <div>
        <Button type="submit" variant="primary" isPending={isPending}>
          Connect
        </Button>
      </div>
    </form>
  );
}

type FailedTestProps = { problem: ApiProblem; upstream: UpstreamName; onSaveAnyway: () => void };

/** Why nothing was saved, each check with what to do, and the way around it. */
function FailedTest({ problem, upstream, onSaveAnyway }: FailedTestProps) {
  const { checks, detail } = problem;
  if (!checks) {
    return (
      <Notice tone="bad" title="Couldn’t connect the account" isLive>
        {detail}
      </Notice>
    );
  }
  const isListMissing = checks.some(({ name, ok }) => name === 'whitelist' && ok === false);
  return (
    <Notice
      tone="bad"
      title={`${vendorNames[upstream]} couldn’t be connected. Nothing was saved.`}
      isLive
    >
      <div className="mt-2 flex flex-col gap-3">
        <ConnectionChecks checks={checks} />
        {isListMissing && <OutgoingAddress />}
        <div>
          <Button type="button" size="sm" onClick={onSaveAnyway}>
            Save without a passing test
          </Button>
        </div>
      </div>
    </Notice>
  );
}
