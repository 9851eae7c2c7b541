// Files that people add to orders.
import { useQuery } from '@tanstack/react-query';
import { nameHeader } from '../base/files';
import { client, read, sendFile, write, writeToTheEnd, type Written } from './client';
import { refreshMs } from './refresh';
import type { AttachmentAdded } from './types';

/** Under the order, so that it is read anew with it. */
export function useAttachments(order: string) {
  return useQuery({
    queryKey: ['order', order, 'attachments'],
    queryFn: () =>
      read(client.GET('/api/v1/orders/{id}/attachments', { params: { path: { id: order } } })),
    refetchInterval: refreshMs,
  });
}

/** What a browser thinks of a file's type is not sent: it goes by the name. */
export function addAttachment(
  key: string,
  order: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<Written<AttachmentAdded>> {
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Idempotency-Key': key,
    'X-File-Name': nameHeader(file.name),
  };
  return sendFile(`/api/v1/orders/${order}/attachments`, file, headers, onProgress);
}

const place = (order: string, id: string) => ({ path: { id: order, attachment_id: id } });

/** For who sees people in full. */
export function readAttachment(order: string, id: string): Promise<Blob> {
  const call = client.GET('/api/v1/orders/{id}/attachments/{attachment_id}', {
    params: place(order, id),
    parseAs: 'blob',
  });
  return read(call) as Promise<Blob>;
}

/** For a purpose, which stands in the audit. Nothing where it was to be had once only, or not yet. */
export async function revealAttachment(
  key: string,
  order: string,
  id: string,
  purpose: string,
): Promise<Blob | undefined> {
  const params = { ...place(order, id), header: { 'Idempotency-Key': key } };
  const shown = await writeToTheEnd(() =>
    client.POST('/api/v1/orders/{id}/attachments/{attachment_id}/reveal', {
      params,
      body: { purpose },
      parseAs: 'blob',
    }),
  );
  if (!shown.done) return undefined;
  const blob = shown.data as unknown as Blob;
  return blob.type.startsWith('application/json') ? undefined : blob;
}

export function removeAttachment(key: string, order: string, id: string, reason: string) {
  const params = { ...place(order, id), header: { 'Idempotency-Key': key } };
  return write(
    client.DELETE('/api/v1/orders/{id}/attachments/{attachment_id}', { params, body: { reason } }),
  );
}
