// Doing something that writes: what came of it is said, whether it is done, on its way or refused.
import { App } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem, isUnreachable, type Written } from '../api/client';
import { uuid } from '../base/uuid';

/** A problem in the words of the person who caused it. */
export function useProblemWords() {
  const { t } = useTranslation();
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
    return { title: t('failure.write_failed'), detail };
  };
}

type Options<Data> = {
  done?: (data: Data) => string | undefined; // what to say
  after?: () => void;
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
    mutationFn: ({ key, args }: { key: string; args: Args }) => act(key, ...args),
    onSuccess: (written) => {
      const said = written.done
        ? options.done?.(written.data)
        : t('messages.accepted', { id: written.messageId });
      if (said) message.success(said);
      options.after?.();
      void renew();
    },
    onError: (error) => {
      const { title, detail } = words(error);
      notification.error({ message: title, description: detail, className: 'problem' });
      void renew();
    },
  });
  return {
    busy: mutation.isPending,
    run: (...args: Args) => mutation.mutate({ key: uuid(), args }),
  };
}
