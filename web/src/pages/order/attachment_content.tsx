// What is in an attachment: looked at here, or kept as a file. Who sees people masked says what for, once for
// as long as the order is on the screen; each look is a line of the audit.
import { App, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAttachment, revealAttachment } from '../../api/attachments';
import { seesPeople, useMay, useSession } from '../../api/session';
import type { Attachment } from '../../api/types';
import { decodeText, kindOf } from '../../base/files';
import { uuid } from '../../base/uuid';
import { PurposeDialog } from './reveal_button';
import { useFileWords } from './uploads';

export function useFileName() {
  const { t } = useTranslation();
  return (file: Attachment): string => file.name ?? t(`files.nameless.${kindOf(file.type)}`);
}

function keep(blob: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has begun to copy it by then.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function Picture({ blob, name }: { blob: Blob; name: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url ? <img className="file-picture" src={url} alt={name} /> : null;
}

function Words({ blob }: { blob: Blob }) {
  const [text, setText] = useState('');
  useEffect(() => {
    let left = false;
    void blob.arrayBuffer().then((bytes) => {
      if (!left) setText(decodeText(bytes, blob.type));
    });
    return () => {
      left = true;
    };
  }, [blob]);
  return <pre className="file-text">{text}</pre>;
}

type Shown = { file: Attachment; blob: Blob };

function Viewer({ shown: { file, blob }, onClose }: { shown: Shown; onClose: () => void }) {
  const { t } = useTranslation();
  const name = useFileName()(file);
  return (
    <Modal
      open
      width="min(960px, 94vw)"
      title={name}
      onCancel={onClose}
      onOk={() => keep(blob, name)}
      okText={t('files.download')}
    >
      {kindOf(file.type) === 'picture' ? (
        <Picture blob={blob} name={name} />
      ) : (
        <Words blob={blob} />
      )}
    </Modal>
  );
}

type Act = 'open' | 'download';
type Wanted = { file: Attachment; act: Act };

/** `run` is missing for who may not see what is in the files at all. */
export function useFileContent(order: string) {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  const words = useFileWords();
  const nameOf = useFileName();
  const masked = !seesPeople(useSession().data);
  const mayReveal = useMay('reveal');
  const purpose = useRef<string>();
  const [busy, setBusy] = useState<string>();
  const [asking, setAsking] = useState<Wanted>();
  const [shown, setShown] = useState<Shown>();

  async function load({ file }: Wanted): Promise<Blob | undefined> {
    if (!masked) return readAttachment(order, file.id);
    return revealAttachment(uuid(), order, file.id, purpose.current ?? '');
  }

  async function get(wanted: Wanted) {
    setBusy(wanted.file.id);
    try {
      const blob = await load(wanted);
      if (!blob) notification.warning({ message: t('files.not_shown') });
      else if (wanted.act === 'open') setShown({ file: wanted.file, blob });
      else keep(blob, nameOf(wanted.file));
    } catch (error) {
      notification.error({ message: words.ofError(error), className: 'problem' });
    }
    setBusy(undefined);
  }

  function run(file: Attachment, act: Act) {
    const wanted = { file, act };
    if (masked && !purpose.current) setAsking(wanted);
    else void get(wanted);
  }

  const dialogs = (
    <>
      {asking && (
        <PurposeDialog
          busy={false}
          onCancel={() => setAsking(undefined)}
          onDone={(said) => {
            purpose.current = said;
            setAsking(undefined);
            void get(asking);
          }}
        />
      )}
      {shown && <Viewer shown={shown} onClose={() => setShown(undefined)} />}
    </>
  );
  return { run: masked && !mayReveal ? undefined : run, busy, dialogs };
}
