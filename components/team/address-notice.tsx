'use client';

import { useSyncExternalStore } from 'react';
import { Notice } from '@/components/ui/notice';
import { isSameAddress, wrongAddressDetail } from '@/lib/shared/addresses';

const never = () => () => undefined;

/**
 * Warns when the page is open at another address than the configured one, as behind a TLS proxy
 * while `APP_URL` isn't set: the server would reject every form.
 */
export function AddressNotice({ publicUrl }: { publicUrl: string }) {
  const opened = useSyncExternalStore(
    never,
    () => location.origin,
    () => publicUrl,
  );
  if (isSameAddress(opened, publicUrl)) return null;
  return (
    <Notice tone="bad" isLive title="This address doesn’t match APP_URL" className="mb-4">
      <p className="break-words">{wrongAddressDetail(opened, publicUrl)}</p>
    </Notice>
  );
}
