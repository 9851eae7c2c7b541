// Files that people add to orders: what may be one, and how one is told of.
import type { Attachment } from '../api/types';

export const fileBytesMax = 5 * 1024 * 1024;
export const filesMax = 20;
/** What the chooser offers. What a file is the hub finds in its bytes. */
export const fileTypes = '.jpg,.jpeg,.png,.gif,.webp,.pdf,.txt,.log,.csv';

export type FileKind = 'picture' | 'pdf' | 'text';

export function kindOf(type: Attachment['type']): FileKind {
  if (type.startsWith('image/')) return 'picture';
  return type === 'application/pdf' ? 'pdf' : 'text';
}

/** "812 KB": never less than one of a unit, never more digits than somebody reads. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${Math.round(kib)} KB` : `${(kib / 1024).toFixed(1)} MB`;
}

/** Why a file need not be sent at all; nothing where only the hub can tell. */
export function unfit(file: { size: number }): 'file_empty' | 'file_too_large' | undefined {
  if (file.size === 0) return 'file_empty';
  return file.size > fileBytesMax ? 'file_too_large' : undefined;
}

/** A header holds ASCII alone. A name that is no Unicode text cannot be encoded, and is not sent. */
export function nameHeader(name: string): string {
  try {
    return encodeURIComponent(name);
  } catch {
    return '';
  }
}

/** The bytes of a text as they are to be read; its type names the character set. */
export function decodeText(bytes: ArrayBuffer, type: string): string {
  const charset = /charset=([\w-]+)/.exec(type)?.[1] ?? 'utf-8';
  return new TextDecoder(charset).decode(bytes);
}
