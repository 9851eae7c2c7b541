import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

type Props = {
  cursor: string | undefined;
  next: string | null | undefined;
  onCursor: (cursor?: string) => void;
};

/** Lists stand on keys that never change: forward by a cursor, back by the browser, or to the newest. */
export function Pager({ cursor, next, onCursor }: Props) {
  const { t } = useTranslation();
  if (!cursor && !next) return null;
  return (
    <div className="pager">
      {cursor && (
        <Button icon={<LeftOutlined aria-hidden />} onClick={() => onCursor(undefined)}>
          {t('common.newest')}
        </Button>
      )}
      <Button
        disabled={!next}
        onClick={() => next && onCursor(next)}
        iconPosition="end"
        icon={<RightOutlined aria-hidden />}
      >
        {t('common.next')}
      </Button>
    </div>
  );
}
