import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

const keys = [
  ['/', 'search'],
  ['f', 'filter'],
  ['j / k', 'move'],
  ['Enter', 'open'],
  ['o', 'peek'],
  ['a', 'adjust'],
  ['r', 'receive'],
  ['Esc', 'close'],
  ['?', 'help'],
] as const;

export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal title={t('keys.title')} open={open} onCancel={onClose} footer={null} width={380}>
      <dl className="shortcuts">
        {keys.map(([key, name]) => (
          <div key={name}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
