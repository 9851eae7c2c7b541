// What is being searched for: phones, names and addresses must stand neither in the address bar nor in the
// browser's history.
import { held } from './held';

export const searchKinds = ['q', 'phone', 'phone_tail', 'name', 'address'] as const;
export type SearchKind = (typeof searchKinds)[number];
export type Search = { kind: SearchKind; text: string };

export const { put: searchFor, use: useSearch } = held<Search>();

/** Where else than among order numbers a number is looked for. Undefined: not there. */
export type Places = {
  phoneTail?: string;
  messageId?: string;
  externalId?: string; // a message's, at its platform
  call?: string;
  shop?: string;
};

/** So many digits may be somebody's telephone. */
function mayBePhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return /^\+?[\d\s().-]+$/.test(text) && digits >= 7 && digits <= 15;
}

/** What may be a telephone or a name is searched for by POST alone, which only orders have; `#` before it says
 * that it is the id of a message. */
export function placesOf({ kind, text }: Search): Places {
  if (kind !== 'q') return {};
  const places: Places = { shop: text };
  const id = /^#?(\d{1,18})$/.exec(text)?.[1];
  if (text.startsWith('#')) return id ? { messageId: id } : places;
  if (/^\d{4,11}$/.test(text)) places.phoneTail = text;
  if (mayBePhone(text) || !/\d/.test(text)) return places;
  if (id) places.messageId = id;
  return { ...places, externalId: text, call: text };
}

/** Shops whose code or name holds the text. */
export function shopsNamed<S extends { code: string; name: string }>(
  shops: readonly S[],
  text: string | undefined,
): S[] {
  const wanted = text?.toLocaleLowerCase();
  if (!wanted || wanted.length < 2) return [];
  return shops.filter((shop) =>
    [shop.code, shop.name].some((of) => of.toLocaleLowerCase().includes(wanted)),
  );
}
