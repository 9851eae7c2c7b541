// Where stock lies, and for whom it is set aside.
import { Pools } from './pools';
import { Warehouses } from './warehouses';

export function Places() {
  return (
    <div className="places">
      <Warehouses />
      <Pools />
    </div>
  );
}
