// What a list is narrowed by, and how that stands in the address bar. Each list says what its filters may be;
// reading, writing, counting and changing them is the same for all.
import { isDay, nextDay, startOfDay } from './clocks';

/** What a filter may be: one of these words, any text, digits, or a day that is meant whole. Typed text that may
 * be a person's is `unaddressed`: its page alone holds it. */
export type Rule = readonly string[] | 'text' | 'digits' | 'day' | 'unaddressed';
export type Rules = { readonly [name: string]: Rule };
type ValueOf<R> = R extends readonly (infer Word)[] ? Word : string;

/** A cursor narrows nothing: it only says where the list goes on. */
export type FiltersOf<R extends Rules> = { -readonly [Name in keyof R]?: ValueOf<R[Name]> } & {
  cursor?: string;
};

export type FilterSet<Filters> = {
  read: (params: URLSearchParams) => Filters;
  write: (filters: Filters) => URLSearchParams;
  unaddressed: (filters: Filters) => Partial<Filters>; // what is not written
  count: (filters: Filters) => number;
  change: (filters: Filters, change: Filters) => Filters;
  has: (name: string) => boolean;
};

function fits(rule: Rule, text: string): boolean {
  if (rule === 'text') return true;
  if (rule === 'digits') return /^\d+$/.test(text);
  if (rule === 'day') return isDay(text);
  return rule.includes(text);
}

export function filterSet<const R extends Rules>(rules: R): FilterSet<FiltersOf<R>> {
  type Filters = FiltersOf<R>;
  const names = Object.keys(rules);
  const unaddressed = names.filter((name) => rules[name] === 'unaddressed');
  const all = [...Object.entries(rules), ['cursor', 'text'] as const].filter(
    ([name]) => !unaddressed.includes(name),
  );
  const valueOf = (filters: Filters, name: string) =>
    (filters as { [name: string]: string | undefined })[name];
  return {
    /** What is not understood is left out, so that an old bookmark still opens a list. */
    read(params) {
      const found: { [name: string]: string } = {};
      for (const [name, rule] of all) {
        const text = params.get(name)?.trim();
        if (text && fits(rule, text)) found[name] = text;
      }
      return found as Filters;
    },
    /** In a fixed order, so that one list has one address. */
    write(filters) {
      const params = new URLSearchParams();
      for (const [name] of all) {
        const value = valueOf(filters, name);
        if (value) params.set(name, value);
      }
      return params;
    },
    unaddressed: (filters) =>
      Object.fromEntries(
        unaddressed
          .map((name) => [name, valueOf(filters, name)])
          .filter(([, value]) => value !== undefined),
      ) as Partial<Filters>,
    count: (filters) => names.filter((name) => valueOf(filters, name)).length,
    /** A change begins the list anew. */
    change: (filters, change) => ({ ...filters, cursor: undefined, ...change }),
    has: (name) => Object.hasOwn(rules, name),
  };
}

type Days = { from?: string; to?: string };
type Moments<Clock extends string> = { [end in `${Clock}_from` | `${Clock}_to`]?: string };

/** What the interface is asked: days become moments of a clock, in the zone in which they are meant. */
export function queryOf<Filters extends Days, Clock extends string>(
  filters: Filters,
  clock: Clock,
  zone: string,
  limit: number,
): Omit<Filters, keyof Days> & Moments<Clock> & { limit: number } {
  const { from, to, ...rest } = filters;
  const moments: { [end: string]: string } = {};
  if (from) moments[`${clock}_from`] = startOfDay(from, zone);
  if (to) moments[`${clock}_to`] = startOfDay(nextDay(to), zone);
  return { ...rest, ...(moments as Moments<Clock>), limit };
}
