// A figure over time, as the movements that made it tell. Between two of them it stands still: a chart of it
// has steps and no slopes.

export type Level = { at: number; units: number };

type Moved = {
  at: string;
  from: string;
  to: string;
  quantity: number;
  from_left: number;
  to_left: number;
};

/** What a bucket held after each movement that touched it, oldest first, led by what it held before them.
 * `movements` are newest first, as a ledger has them. */
export function levelsOf(movements: readonly Moved[], bucket: string): Level[] {
  const levels: Level[] = [];
  for (const moved of [...movements].reverse()) {
    const came = moved.to === bucket;
    if (!came && moved.from !== bucket) continue;
    const units = came ? moved.to_left : moved.from_left;
    const at = Date.parse(moved.at);
    const before = came ? units - moved.quantity : units + moved.quantity;
    if (!levels.length) levels.push({ at, units: before });
    levels.push({ at, units });
  }
  return levels;
}

/** What it was at a moment; before the first it is not known. */
export function levelAt(levels: readonly Level[], at: number): Level | undefined {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((levels[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return levels[low - 1];
}

export type Span = { from: number; to: number };

/** From a moment on: what it was then leads, what came before is left out. */
export function levelsFrom(levels: readonly Level[], from: number): Level[] {
  const then = levelAt(levels, from);
  const later = levels.filter(({ at }) => at > from);
  return then ? [{ at: from, units: then.units }, ...later] : later;
}

/** A round number that no level is above, and whose half is one too: a scale that can be read. */
export function scaleTop(levels: readonly Level[], ...others: number[]): number {
  const most = Math.max(1, ...others, ...levels.map(({ units }) => units));
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8, 10].map((step) => step * size).find((top) => top >= most) ?? most;
}

/** The steps as a path in a box; its last level goes on to the end of the span. */
export function stepPath(
  levels: readonly Level[],
  span: Span,
  top: number,
  width: number,
  height: number,
): string {
  const length = Math.max(1, span.to - span.from);
  const x = (at: number) =>
    round((Math.min(Math.max(at, span.from), span.to) - span.from) / length);
  const y = (units: number) => height - Math.round((units / top) * height * 100) / 100;
  function round(share: number) {
    return Math.round(share * width * 100) / 100;
  }
  const [first, ...rest] = levels;
  if (!first) return '';
  const steps = rest.map(({ at, units }) => `H${x(at)}V${y(units)}`).join('');
  return `M${x(first.at)} ${y(first.units)}${steps}H${width}`;
}
