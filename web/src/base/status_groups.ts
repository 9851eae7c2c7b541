// Groups of statuses while they are edited: each status in exactly one.
import type { components } from '../api/schema';
import { statuses, type Status } from './order_filters';
import { isShipped } from './status_words';

export type StatusGroup = components['schemas']['StatusGroup'];

/** The groups with these statuses in that one; what it takes leaves the group where it was. */
export function place(groups: StatusGroup[], at: number, chosen: Status[]): StatusGroup[] {
  return groups.map((group, index) =>
    index === at
      ? { ...group, statuses: chosen }
      : { ...group, statuses: group.statuses.filter((status) => !chosen.includes(status)) },
  );
}

export function missing(groups: StatusGroup[]): Status[] {
  const placed = new Set(groups.flatMap((group) => group.statuses));
  return statuses.filter((status) => !placed.has(status));
}

/** A printed label beside goods that have left would count as a shipment. */
export function labelBesideShipped(group: StatusGroup): boolean {
  return group.statuses.includes('label_printed') && group.statuses.some(isShipped);
}

export type GroupTrouble = 'missing' | 'label' | 'empty' | 'name' | 'code';

/** What is wrong with them first; undefined: they can be saved. */
export function trouble(groups: StatusGroup[]): GroupTrouble | undefined {
  const codes = groups.map((group) => group.code);
  if (groups.some((group) => !group.name.zh.trim() || !group.name.en.trim())) return 'name';
  if (codes.some((code) => !/^[a-z0-9_-]{1,64}$/.test(code))) return 'code';
  if (new Set(codes).size < codes.length) return 'code';
  if (groups.some(labelBesideShipped)) return 'label';
  if (missing(groups).length > 0) return 'missing';
  return groups.some((group) => group.statuses.length === 0) ? 'empty' : undefined;
}
