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

/** What platforms, carriers and shops make their numbers of: ASCII, no blank, no @. A name, a street and a
 * mail address are none. */
const numberLike = /^[\w.:#/-]+$/;

/** A mobile number, whatever stands around it, or digits that are punctuated as telephones are. Bare digits of
 * another shape are ids: of a message, or of a platform, whose ids have 7 to 15 digits as well. */
function mayBePhone(text: string): boolean {
  if (/(?<!\d)((00)?86)?1[3-9]\d{9}(?!\d)/.test(text)) return true;
  const digits = text.replace(/\D/g, '').length;
  return /^[\d\W_]*$/.test(text) && digits < text.length && digits >= 7 && digits <= 15;
}

/** What may be a telephone, a name or an address is searched for by POST alone, which only orders have; `#`
 * before it says that it is the id of a message. */
export function placesOf({ kind, text }: Search): Places {
  if (kind !== 'q') return {};
  const places: Places = { shop: text };
  const id = /^#?(\d{1,18})$/.exec(text)?.[1];
  if (text.startsWith('#')) return id ? { messageId: id } : places;
  if (/^\d{4,11}$/.test(text)) places.phoneTail = text;
  if (!numberLike.test(text) || !/\d/.test(text) || mayBePhone(text)) return places;
  if (id) places.messageId = id;
  return { ...places, externalId: text, call: text };
}

/** The order that a number names, unless it names something else as well: what is found shall be seen. */
export function onlyOrder<O extends { id: string }>(
  byNumber: readonly O[],
  messages: readonly unknown[],
  byTail: readonly O[],
): O | undefined {
  const [order] = byNumber;
  if (!order || byNumber.length > 1 || messages.length) return undefined;
  return byTail.every(({ id }) => id === order.id) ? order : undefined;
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
