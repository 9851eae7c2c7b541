import { Alert, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Copyable } from '../../parts/words';

type Props = {
  title: string;
  hint: string;
  text: string;
  children?: ReactNode;
  onClose: () => void;
};

/** A secret that is shown this once: closed on purpose only. */
export function Once({ title, hint, text, children, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title}
      closable={false}
      maskClosable={false}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('settings.kept')}
        </Button>
      }
    >
      <Alert type="warning" showIcon message={hint} />
      {children}
      <p className="made-key">
        <Copyable text={text} />
      </p>
    </Modal>
  );
}
