// Doing something that writes: what came of it is said, whether it is done, on its way or refused.
import { App } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem, isUnreachable, type Written } from '../api/client';
import { uuid } from '../base/uuid';

export type FieldProblem = ApiProblem['errors'][number];

/** What is wrong with a field: by the field where its rule is known, else as the hub says it. `named`: it is
 * not shown at its field, and must say which one. */
export function useFieldWords(named = true) {
  const { t, i18n } = useTranslation();
  return ({ pointer, detail }: FieldProblem): string => {
    const key = `failure.field.${pointer.slice(1)}`;
    if (i18n.exists(key)) return t(key as 'failure.field.login');
    if (!named && detail === 'is required') return t('common.required');
    return named ? `${pointer} ${detail}` : detail;
  };
}

/** A problem in the words of the person who caused it. */
export function useProblemWords() {
  const { t, i18n } = useTranslation();
  const field = useFieldWords();
  return (error: unknown): { title: string; detail?: string } => {
    if (isUnreachable(error)) return { title: t('failure.unreachable') };
    if (!(error instanceof ApiProblem))
      return { title: t('failure.failed'), detail: String(error) };
    const detail = error.errors.length
      ? error.errors.map((e) => `${e.pointer} ${e.detail}`).join('\n')
      : error.message;
    if (error.status === 403) return { title: t('failure.no_permission'), detail };
    if (error.status === 412 || error.code === 'stale') return { title: t('failure.stale') };
    if (error.status === 429) return { title: t('failure.busy') };
    if (error.code === 'transition_refused')
      return { title: t('failure.transition_refused'), detail };
    if (error.code === 'last_owner') return { title: t('failure.last_owner') };
    if (error.code === 'shop_exists') return { title: t('failure.shop_exists') };
    if (error.code === 'not_pulled') return { title: t('failure.not_pulled') };
    if (error.code === 'user_exists') return { title: t('failure.user_exists') };
    if (error.code === 'idempotency_key_reused') return { title: t('failure.repeated') };
    const key = `failure.code.${error.code}`;
    if (i18n.exists(key)) {
      const fields = error.errors.length ? error.errors.map(field).join('\n') : undefined;
      // Only the hub knows which rules these are.
      const which = error.code === 'target_in_use' ? detail : fields;
      return { title: t(key as 'failure.code.busy'), detail: which };
    }
    if (error.status === 422 && error.errors.length)
      return { title: t('failure.invalid'), detail: error.errors.map(field).join('\n') };
    return { title: t('failure.write_failed'), detail };
  };
}

type Options<Data> = {
  done?: (data: Data) => string | undefined; // what to say
  later?: () => string | undefined; // the same of a write that is applied later
  after?: () => void;
  refused?: (problem: ApiProblem) => boolean; // whether the page itself has said what is wrong
  renew: string[]; // kinds of queries that are read anew
};

/** `act` is given a key that stays the same when the network fails and it is tried again. */
export function useWriting<Data, Args extends unknown[]>(
  act: (key: string, ...args: Args) => Promise<Written<Data>>,
  options: Options<Data>,
) {
  const { message, notification } = App.useApp();
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const renew = () =>
    queries.invalidateQueries({ predicate: (q) => options.renew.includes(String(q.queryKey[0])) });
  const mutation = useMutation({
    // What is answered may be a password or a person: nothing keeps it once its page is left.
    gcTime: 0,
    mutationFn: ({ key, args }: { key: string; args: Args }) => act(key, ...args),
    onSuccess: (written) => {
      let said: string | undefined;
      if (written.done) said = options.done?.(written.data);
      else
        said = options.later ? options.later() : t('messages.accepted', { id: written.messageId });
      if (said) message.success(said);
      options.after?.();
      void renew();
    },
    onError: (error) => {
      void renew();
      if (error instanceof ApiProblem && options.refused?.(error)) return;
      const { title, detail } = words(error);
      notification.error({ message: title, description: detail, className: 'problem' });
    },
  });
  return {
    busy: mutation.isPending,
    run: (...args: Args) => mutation.mutate({ key: uuid(), args }),
  };
}
