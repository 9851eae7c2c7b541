import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Written } from '../api/client';
import { useWriting } from './writing';

type Props = {
  name: string;
  hint?: string; // what becomes of what belongs to it
  act: (key: string) => Promise<Written<unknown>>;
  renew: string[];
};

/** Removes something after it has been asked whether it should. */
export function Removal({ name, hint, act, renew }: Props) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const removing = useWriting(act, { done: () => t('telling.removed'), renew });
  const ask = () =>
    void modal.confirm({
      title: t('telling.remove_title', { name }),
      content: hint,
      okText: t('telling.remove'),
      okButtonProps: { danger: true },
      onOk: () => removing.run(),
    });
  return (
    <Button
      size="small"
      danger
      loading={removing.busy}
      onClick={(event) => {
        event.stopPropagation();
        ask();
      }}
    >
      {t('telling.remove')}
    </Button>
  );
}
