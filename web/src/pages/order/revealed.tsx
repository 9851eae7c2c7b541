import { useState, type ReactNode } from 'react';
import { seesPeople, useSession } from '../../api/session';
import type { Order } from '../../api/types';
import { isCurrent, withPeople } from './reveal';
import { Reveal } from './reveal_button';

type Shown<Held> = {
  shown: Held; // with the people that were revealed of it
  reveal: ReactNode; // the way to reveal them
  withheld: boolean; // whether people and words are masked to who looks at it
};

/** An order as it is shown to who may have had its people revealed while it is on the screen. */
export function useRevealed<Held extends Order | undefined>(order: Held): Shown<Held> {
  const [revealed, setRevealed] = useState<Order>();
  const masked = !seesPeople(useSession().data);
  if (!order) return { shown: order, reveal: null, withheld: masked };
  return {
    shown: withPeople(order, revealed) as Held,
    reveal: <Reveal order={order} revealed={revealed} onRevealed={setRevealed} />,
    withheld: masked && !isCurrent(order, revealed),
  };
}
