// The SKU master and stock as tables: had as files, and set from files.
import { sendFile, type Written } from './client';
import type { SheetImport } from './types';

export type SheetOf = 'stock' | 'skus';

/** What a link leads to: the browser saves it. */
export const exportAddress = (of: SheetOf) => `/api/v1/exports/${of}`;

export const sheetBytesMax = 4 * 1024 * 1024;

/** Its bytes as they are: a sheet may come in the encoding of a Chinese computer, which the hub knows. Tried only,
 * it changes nothing. */
export function importSheet(
  key: string,
  of: SheetOf,
  file: Blob,
  tried: boolean,
): Promise<Written<SheetImport>> {
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': key };
  const path = `/api/v1/imports/${of}?dry_run=${tried}`;
  return sendFile<SheetImport>(path, file, headers, () => undefined);
}
