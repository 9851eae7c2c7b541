// Files on their way to an order, one after the other.
import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addAttachment } from '../../api/attachments';
import { ApiProblem } from '../../api/client';
import { unfit } from '../../base/files';
import { uuid } from '../../base/uuid';
import { useProblemWords } from '../../parts/writing';

export type Upload = {
  key: string;
  name: string;
  share: number | undefined; // how much of it was sent; nothing while it waits for those before it
  problem?: string;
};

/** What is wrong with a file, in the words of who chose it. */
export function useFileWords() {
  const { t, i18n } = useTranslation();
  const words = useProblemWords();
  const ofCode = (code: string) => {
    const key = `files.problem.${code}`;
    return i18n.exists(key) ? t(key as 'files.problem.file_empty') : undefined;
  };
  const ofError = (error: unknown) =>
    (error instanceof ApiProblem && ofCode(error.code)) || words(error).title;
  return { ofCode, ofError };
}

export function useUploads(order: string) {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const words = useFileWords();
  const queries = useQueryClient();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const line = useRef(Promise.resolve());
  const change = (key: string, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const drop = (key: string) => setUploads((all) => all.filter((one) => one.key !== key));

  async function send({ key, name }: Upload, file: File) {
    change(key, { share: 0 });
    try {
      const written = await addAttachment(key, order, file, (share) => change(key, { share }));
      if (!written.done) message.info(t('files.later'));
      else if (written.data.existing) message.info(t('files.existing'));
      else message.success(t('files.added', { name }));
      drop(key);
    } catch (error) {
      change(key, { problem: words.ofError(error) });
    }
    void queries.invalidateQueries({ queryKey: ['order', order] });
  }

  function add(files: readonly File[]) {
    for (const file of files) {
      const why = unfit(file);
      const problem = why && words.ofCode(why);
      const upload: Upload = { key: uuid(), name: file.name, share: undefined };
      setUploads((all) => [...all, problem ? { ...upload, problem } : upload]);
      if (!problem) line.current = line.current.then(() => send(upload, file));
    }
  }
  return { uploads, add, dismiss: drop };
}
