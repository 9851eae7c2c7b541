import type { Order } from '../api/types';
import { useHoldName } from './words';

/** What holds an order up, and what people have tagged it with. */
export function Flags({ order }: { order: Order }) {
  const name = useHoldName();
  const flags = [...order.holds, ...order.tags];
  if (!flags.length) return null;
  return (
    <div className="flags">
      {flags.map((flag) => (
        <span key={flag} className="flag">
          {name(flag)}
        </span>
      ))}
    </div>
  );
}
