// From what stands in the form to what is sent: RFC 7396, only what was changed, null for what was emptied.
import type { OrderPatch } from '../../api/types';

export const placeFields = [
  'name',
  'phone',
  'province',
  'city',
  'district',
  'street',
  'postcode',
] as const;
type PlaceField = (typeof placeFields)[number];
export type EditValues = {
  note: string;
  tags: string[];
  receiver?: Partial<Record<PlaceField, string | null>>;
};

export function orderPatch(before: EditValues, after: EditValues): OrderPatch {
  const patch: OrderPatch = {};
  if (after.note !== before.note) patch.note = after.note.trim() || null;
  if (after.tags.join('\n') !== before.tags.join('\n')) patch.tags = after.tags;
  const receiver: NonNullable<OrderPatch['receiver']> = {};
  for (const field of placeFields) {
    const now = after.receiver?.[field]?.trim() ?? '';
    if (now !== (before.receiver?.[field] ?? '')) receiver[field] = now || null;
  }
  if (Object.keys(receiver).length > 0) patch.receiver = receiver;
  return patch;
}
