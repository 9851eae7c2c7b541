// What is being searched for: phones, names and addresses must stand neither in the address bar nor in the
// browser's history.
import { held } from './held';

export const searchKinds = ['q', 'phone', 'phone_tail', 'name', 'address'] as const;
export type SearchKind = (typeof searchKinds)[number];
export type Search = { kind: SearchKind; text: string };

export const { put: searchFor, use: useSearch } = held<Search>();
