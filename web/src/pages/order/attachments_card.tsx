import {
  DeleteOutlined,
  DownloadOutlined,
  EyeOutlined,
  FileImageOutlined,
  FilePdfOutlined,
  FileTextOutlined,
} from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removeAttachment, useAttachments } from '../../api/attachments';
import { sees, useMay, useSession } from '../../api/session';
import type { Attachment, Order } from '../../api/types';
import { filesMax, kindOf, sizeText } from '../../base/files';
import { Card } from '../../parts/page';
import { ReasonDialog } from '../../parts/reason_dialog';
import { Failure, Loading } from '../../parts/states';
import { Moment } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { useFileContent, useFileName } from './attachment_content';
import { FileDrop } from './file_drop';
import { useUploads, type Upload } from './uploads';

const icons = {
  picture: <FileImageOutlined aria-hidden />,
  pdf: <FilePdfOutlined aria-hidden />,
  text: <FileTextOutlined aria-hidden />,
};

type ItemProps = {
  file: Attachment;
  shop: string;
  content: ReturnType<typeof useFileContent>;
  onRemove: (() => void) | undefined;
};

function Item({ file, shop, content, onRemove }: ItemProps) {
  const { t } = useTranslation();
  const name = useFileName()(file);
  const kind = kindOf(file.type);
  const button = (text: string, icon: JSX.Element, act: () => void) => (
    <Button
      type="text"
      size="small"
      aria-label={`${text} ${name}`}
      title={text}
      icon={icon}
      loading={content.busy === file.id}
      onClick={act}
    />
  );
  const { run } = content;
  return (
    <li className="file">
      <span className="file-icon">{icons[kind]}</span>
      <span className="file-name">
        <span className="clip" title={name}>
          {name}
        </span>
        <small className="quiet">
          {sizeText(file.size)} · {t('files.by', { who: file.added_by_name ?? file.added_by })} ·{' '}
          <Moment at={file.added_at} clock={t('clock.recorded')} shop={shop} />
        </small>
        {file.forgotten && <small className="flag">{t('files.forgotten')}</small>}
      </span>
      {run && !file.forgotten && (
        <>
          {kind !== 'pdf' && button(t('files.open'), <EyeOutlined />, () => run(file, 'open'))}
          {button(t('files.download'), <DownloadOutlined />, () => run(file, 'download'))}
        </>
      )}
      {onRemove && button(t('files.remove'), <DeleteOutlined />, onRemove)}
    </li>
  );
}

function Sending({ upload, onDismiss }: { upload: Upload; onDismiss: () => void }) {
  const { t } = useTranslation();
  const { name, share, problem } = upload;
  return (
    <li className="file" role={problem ? 'alert' : 'status'}>
      <span className="file-name">
        <span className="clip" title={name}>
          {share === undefined || problem ? name : t('files.sending', { name })}
        </span>
        {problem && <small className="flag">{problem}</small>}
        {!problem && share === undefined && <small className="quiet">{t('files.waiting')}</small>}
        {!problem && share !== undefined && (
          <Progress size="small" percent={Math.round(share * 100)} showInfo={share < 1} />
        )}
      </span>
      {problem && (
        <Button size="small" onClick={onDismiss}>
          {t('files.dismiss')}
        </Button>
      )}
    </li>
  );
}

function Removal({
  order,
  file,
  onClose,
}: {
  order: Order;
  file: Attachment;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const remove = useWriting(removeAttachment, {
    done: () => t('files.removed'),
    after: onClose,
    renew: ['order'],
  });
  return (
    <ReasonDialog
      open
      danger
      title={t('files.remove_title')}
      hint={t('files.remove_hint')}
      ok={t('files.remove')}
      busy={remove.busy}
      onCancel={onClose}
      onDone={(reason) => remove.run(order.id, file.id, reason)}
    />
  );
}

function Adding({ order, full }: { order: Order; full: boolean }) {
  const { t } = useTranslation();
  const { uploads, add, dismiss } = useUploads(order.id);
  return (
    <>
      {uploads.length > 0 && (
        <ul className="plain-list">
          {uploads.map((upload) => (
            <Sending key={upload.key} upload={upload} onDismiss={() => dismiss(upload.key)} />
          ))}
        </ul>
      )}
      {full ? <p className="card-text quiet">{t('files.full')}</p> : <FileDrop onFiles={add} />}
    </>
  );
}

function Listed({ order, files }: { order: Order; files: Attachment[] }) {
  const may = useMay('orders');
  const content = useFileContent(order.id);
  const [removing, setRemoving] = useState<Attachment>();
  return (
    <>
      <ul className="plain-list">
        {files.map((file) => (
          <Item
            key={file.id}
            file={file}
            shop={order.shop}
            content={content}
            onRemove={may ? () => setRemoving(file) : undefined}
          />
        ))}
      </ul>
      {content.dialogs}
      {removing && <Removal order={order} file={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

/** What people added to an order: shown with it, and added where one stands. */
export function AttachmentsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const shown = sees(useSession().data, 'attachments');
  const may = useMay('orders');
  const query = useAttachments(order.id);
  const files = query.data?.items;
  if (!shown) return null;
  return (
    <Card title={t('files.title')} hint={t('files.hint')}>
      {query.isPending && <Loading rows={2} />}
      {!files && query.isError && (
        <Failure error={query.error} retry={() => void query.refetch()} />
      )}
      {files?.length === 0 && <p className="card-text quiet">{t('files.empty')}</p>}
      {files && files.length > 0 && <Listed order={order} files={files} />}
      {may && !order.forgotten && <Adding order={order} full={(files?.length ?? 0) >= filesMax} />}
    </Card>
  );
}
