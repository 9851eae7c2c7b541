// What a list is narrowed by, and what is open beside it, as the address bar has them. What may stand in no
// address is gone with the page.
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { FilterSet } from '../base/filters';

/** `open`: the parameter that names what is open beside the list. A change of filters closes it. */
export function useAddressed<Filters>(set: FilterSet<Filters>, open = 'id') {
  const [params, setParams] = useSearchParams();
  const [unaddressed, hold] = useState<Partial<Filters>>({});
  const filters: Filters = { ...set.read(params), ...unaddressed };
  const opened = params.get(open) || undefined;
  const change = (next: Filters, id?: string) => {
    hold(set.unaddressed(next));
    const written = set.write(next);
    if (id) written.set(open, id);
    setParams(written);
  };
  return { filters, opened, change };
}
