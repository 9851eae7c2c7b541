// What the hub finds wrong with a form, at the fields that it is wrong with.
import type { FormInstance } from 'antd';
import type { ApiProblem } from '../api/client';
import { useFieldWords } from './writing';

type Path = (string | number)[];

/** `fieldAt`: where in the form a pointer stands; nothing: the form does not show that part. Answers whether all
 * faults have a field; what has none is said as any problem is. */
export function useFaults<Values>(
  form: FormInstance<Values>,
  fieldAt: (pointer: string) => Path | undefined,
) {
  const words = useFieldWords(false);
  return ({ errors }: ApiProblem): boolean => {
    const at = errors.map((error) => ({ error, name: fieldAt(error.pointer) }));
    const shown = at.filter(({ name }) => name !== undefined);
    // The form's names are typed one by one; these come from outside.
    const faults = shown.map(({ name, error }) => ({ name, errors: [words(error)] }));
    form.setFields(faults as Parameters<typeof form.setFields>[0]);
    const first = shown[0]?.name;
    if (first)
      form.scrollToField(first as Parameters<typeof form.scrollToField>[0], { block: 'center' });
    return errors.length > 0 && shown.length === errors.length;
  };
}
