'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { CustomerSection } from '@/components/customers/customer-section';
import type { AnnotatedItem } from '@/components/items/annotations';
import { Column, Columns, Section } from '@/components/items/details';
import type { ItemQuery } from '@/components/items/item-page';
import { Note } from '@/components/items/note';
import { Tags } from '@/components/items/tags';
import { CopyButton } from '@/components/ui/copy-button';
import type { DeviceDetails } from '@/lib/contract/devices';
import { DeviceHistory } from './device-history';
import { Owner } from './device-rows';
import { DeviceServices } from './device-services';
import { useShowAnnotation } from './queries';
import type { Connecting } from './use-connect';

type DeviceDetailsViewProps = {
  details: DeviceDetails;
  deviceKey: string;
  query: ItemQuery;
  connecting: Connecting;
  permissions: readonly string[];
  /** On a page there is room for two columns. */
  isPage?: boolean;
};

/** What we know of a device beyond its row. */
export function DeviceDetailsView(props: DeviceDetailsViewProps) {
  const { details, deviceKey, query, connecting, permissions, isPage = false } = props;
  const { device, note, history } = details;
  const { accountId, id } = device;
  const canEdit = permissions.includes('devices.annotate');
  const item: AnnotatedItem = {
    ...{ kind: 'devices', accountId, id, key: deviceKey },
    onSaved: useShowAnnotation(deviceKey),
  };
  const log = new URLSearchParams({ q: id, account: accountId });
  return (
    <Columns isPage={isPage}>
      <Column>
        <DeviceServices device={device} connecting={connecting} permissions={permissions} />
        <About details={details} />
      </Column>
      <Column>
        <CustomerSection
          customer={device.customer}
          isByHand={device.isCustomerByHand ?? false}
          several={device.severalCustomers}
          name={device.name}
          assignable={{ kind: 'devices', count: 1, body: { devices: [{ accountId, id }] } }}
          permissions={permissions}
        />
        <Tags key={`tags ${deviceKey}`} item={item} saved={device.tags ?? []} canEdit={canEdit} />
        <Note key={`note ${deviceKey}`} item={item} note={note} canEdit={canEdit} />
        {history && (
          <DeviceHistory
            history={history}
            services={device.services}
            query={query}
            action={
              <Link
                href={`/activity?${log}`}
                prefetch={false}
                className="text-accent-text hover:underline"
              >
                Audit log
              </Link>
            }
          />
        )}
      </Column>
    </Columns>
  );
}

/** What doesn't change often. What remote.it doesn't give is left out. */
function About({ details: { device, addresses } }: { details: DeviceDetails }) {
  const { external, internal } = addresses;
  return (
    <Section title="About">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-baseline gap-x-6 gap-y-1.5">
        {device.platform && <Fact label="Platform">{device.platform}</Fact>}
        <Fact label="Owner">
          <Owner device={device} />
        </Fact>
        {external && <Copied label="External address" text={external} />}
        {internal && <Copied label="Internal address" text={internal} />}
        <Copied label="ID" text={device.id} />
      </dl>
    </Section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <Fact label={label}>
      <span className="flex items-center gap-1">
        <span className="min-w-0 font-mono text-12 break-all">{text}</span>
        <CopyButton text={text} what={label.toLowerCase()} className="-my-1.5" />
      </span>
    </Fact>
  );
}
