// The numbers of a stock item, and why they are what they are.
import type { StockBucket, StockFigure, StockItem, StockShare } from '../api/types';

/** What is shown of an item, what can be sold first. */
export const figures = [
  'sellable',
  'locked',
  'occupied',
  'frozen',
  'incoming',
  'promised',
] as const;
export type Figure = (typeof figures)[number];

/** Where units lie that can be sold. */
export function shelfOf(item: Pick<StockItem, 'pool'>): 'available' | 'earmarked' {
  return item.pool === null ? 'available' : 'earmarked';
}

/** Which bucket a figure counts. */
export function bucketOf(figure: Figure, item: Pick<StockItem, 'pool'>): StockBucket {
  return figure === 'sellable' ? shelfOf(item) : figure;
}

export type Step = StockShare & { net: number; sum: number };

/** What each kind of movement made of a figure, the weightiest first, with the sum so far: the last one is the
 * figure. */
export function stepsOf(figure: StockFigure | undefined): Step[] {
  const weight = (share: StockShare) => Math.abs(share.brought - share.taken);
  const shares = [...(figure?.shares ?? [])].sort((a, b) => weight(b) - weight(a));
  let sum = 0;
  return shares.map((share) => {
    const net = share.brought - share.taken;
    sum += net;
    return { ...share, net, sum };
  });
}

/** "+12", "−3", "0". */
export function signed(units: number, language: string): string {
  const size = Math.abs(units).toLocaleString(language);
  return units > 0 ? `+${size}` : units < 0 ? `−${size}` : size;
}

type Moved = { from: string; to: string; quantity: number; from_left: number; to_left: number };

/** What a movement did to a bucket, and what it left there; nothing where it did not touch it. */
export function effectOn(moved: Moved, bucket: string): { by: number; left: number } | undefined {
  if (moved.to === bucket) return { by: moved.quantity, left: moved.to_left };
  if (moved.from === bucket) return { by: -moved.quantity, left: moved.from_left };
  return undefined;
}

export type Document = { kind: string; id: string };

/** "purchase/7": what a movement belongs to, apart from an order. */
export function documentOf(text: string | null): Document | undefined {
  const [, kind, id] = /^([a-z_]+)\/(.+)$/.exec(text ?? '') ?? [];
  return kind && id ? { kind, id } : undefined;
}
