import { NextRequest } from 'next/server';
import type { Handler } from '@/lib/server/http/route';
import type { TestDesk } from './call-route';

type Upload = {
  file: Blob | string;
  name?: string;
  /** The form's other fields. */
  fields?: Record<string, string>;
  as?: 'manager' | 'viewer';
  field?: string;
};

/** `call` writes no multipart bodies: this puts one into its request. */
export async function uploadTo(
  desk: TestDesk,
  handler: Handler,
  line: string,
  { file, name = 'list.csv', fields = {}, as = 'manager', field = 'file' }: Upload,
): Promise<Response> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  if (typeof file === 'string') form.set(field, file);
  else form.set(field, file, name);
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const contentType = encoded.headers.get('content-type') ?? '';
  const withFile: Handler = (request, context) => {
    const headers = new Headers(request.headers);
    headers.set('content-type', contentType);
    return handler(
      new NextRequest(request.url, { method: request.method, headers, body }),
      context,
    );
  };
  return desk.call(withFile, line, { as });
}
