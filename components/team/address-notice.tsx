'use client';

import { useSyncExternalStore } from 'react';
import { Notice } from '@/components/ui/notice';
import { isSameAddress, wrongAddressDetail } from '@/lib/shared/addresses';

const never = () => () => undefined;

/**
 * Says so where this page is open at another address than the configured one, as behind a proxy
 * with TLS while `APP_URL` is unset: every form would be refused.
 */
export function AddressNotice({ publicUrl }: { publicUrl: string }) {
  const opened = useSyncExternalStore(
    never,
    () => location.origin,
    () => publicUrl,
  );
  if (isSameAddress(opened, publicUrl)) return null;
  return (
    <Notice tone="bad" isLive title="This isn’t the address in APP_URL" className="mb-4">
      <p className="break-words">{wrongAddressDetail(opened, publicUrl)}</p>
    </Notice>
  );
}
