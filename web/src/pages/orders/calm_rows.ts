// Rows change in place while somebody reads; new ones wait above until they are wanted, unless nobody is
// reading: at the top of the page, with the pointer elsewhere, they come in by themselves.
import { useState } from 'react';
import type { Order } from '../../api/types';

export type Calm = { rows: Order[]; fresh: number };

/** What is shown when `known` ids are on the screen and `latest` has come. Ids grow with time. */
export function calmRows(known: readonly Order[], latest: readonly Order[]): Calm {
  const top = known.length ? Math.max(...known.map((order) => Number(order.id))) : 0;
  const byId = new Map(latest.map((order) => [order.id, order]));
  const end = latest.at(-1);
  // What fell off the end of the page keeps its last state; what left the middle no longer fits the filter.
  const stays = (order: Order) => byId.has(order.id) || (end && Number(order.id) < Number(end.id));
  return {
    rows: known.filter(stays).map((order) => byId.get(order.id) ?? order),
    fresh: latest.filter((order) => Number(order.id) > top).length,
  };
}

export function useCalmRows(latest: Order[], live: boolean, pointed: boolean) {
  const [known, setKnown] = useState(latest);
  const reading =
    pointed || window.scrollY > 40 || document.querySelector('[aria-selected="true"]');
  const calm = live && known !== latest ? calmRows(known, latest) : { rows: latest, fresh: 0 };
  const accept = () => setKnown(latest);
  const holds = live && reading && calm.fresh > 0;
  if (!holds && known !== latest) setKnown(latest);
  return holds ? { ...calm, accept } : { rows: latest, fresh: 0, accept };
}
