// Words of channels beside what they mean: what the table of a status map shows, and how two maps differ.
import type { components } from '../api/schema';
import { statuses } from './order_filters';

type Schemas = components['schemas'];
export type StatusMap = Schemas['StatusMap'];
export type Words = Schemas['StatusWords'];
export type Kind = Schemas['KnownWord']['kind'];

const parcelStatuses = [
  'label_printed',
  'picked_up',
  'in_transit',
  'delivered',
  'refused',
  'returning',
  'lost',
] as const;
const refundStatuses = ['requested', 'in_progress', 'done', 'rejected'] as const;

/** What a word of each kind may mean. */
export const senses: Record<Kind, readonly string[]> = {
  order: statuses,
  parcel: [...parcelStatuses, 'ignored'],
  refund: [...refundStatuses, 'ignored'],
};

const shippedSenses: Record<Kind, readonly string[]> = {
  order: ['picked_up', 'in_transit', 'partially_shipped', 'delivered', 'completed'],
  parcel: parcelStatuses.filter((status) => status !== 'label_printed'),
  refund: [],
};

export function isShipped(status: string): boolean {
  return shippedSenses.order.includes(status);
}

export type WordRow = {
  word: string;
  kind: Kind;
  known: string | null; // what the adapter takes it to mean
  inherited: string | null; // what the channel's map says, for a shop's own
  mapped: string | null; // what this map says
  label: boolean;
};

export function kindOf(word: string): Kind | undefined {
  const [kind, rest] = [word.slice(0, word.indexOf('/')), word.slice(word.indexOf('/') + 1)];
  return rest && kind in senses ? (kind as Kind) : undefined;
}

/** A printed label cannot be made to mean that goods have left. */
export function sensesFor({ kind, label }: Pick<WordRow, 'kind' | 'label'>): readonly string[] {
  if (!label) return senses[kind];
  return senses[kind].filter((sense) => !shippedSenses[kind].includes(sense));
}

/** Those that need a person first: words without a meaning, then what was set, then what is known. */
export function wordRows(map: StatusMap, draft: Words, seen: readonly string[]): WordRow[] {
  const known = new Map(map.known.map((word) => [word.word, word]));
  const others = [...seen, ...Object.keys(map.inherited), ...Object.keys(draft)];
  const words = [...new Set([...others.filter((word) => !known.has(word)), ...known.keys()])];
  return words.flatMap((word): WordRow[] => {
    const kind = kindOf(word);
    if (!kind) return [];
    const adapter = known.get(word);
    return [
      {
        word,
        kind,
        known: adapter?.means ?? null,
        inherited: map.inherited[word] ?? null,
        mapped: draft[word] ?? null,
        label: adapter?.label ?? false,
      },
    ];
  });
}

/** What a word means in the end; null: nobody knows. */
export function senseOf(row: WordRow): string | null {
  return row.mapped ?? row.inherited ?? row.known;
}

/** The map with this word meaning that, or again what it means without it. */
export function withWord(words: Words, word: string, sense: string | null): Words {
  const { [word]: _, ...rest } = words;
  return sense === null ? rest : { ...rest, [word]: sense };
}

export type WordChange = { word: string; before: string | null; after: string | null };

export function wordChanges(before: Words, after: Words): WordChange[] {
  const words = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return words
    .map((word) => ({ word, before: before[word] ?? null, after: after[word] ?? null }))
    .filter((change) => change.before !== change.after);
}
