// Placing, sending or beginning a document, and closing it.
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeDocument, openDocument } from '../../api/stock_documents';
import { useMay } from '../../api/session';
import type { StockDocument } from '../../api/types';
import { awaited, isCounted, isUnderWay } from '../../base/stock_documents';
import { ReasonDialog } from '../../parts/reason_dialog';
import { useWriting } from '../../parts/writing';

/** What closing it comes to. */
function useClosing(of: StockDocument) {
  const { t } = useTranslation();
  if (of.state === 'draft')
    return { name: t('stock.documents.cancel'), hint: t('stock.documents.cancel_hint') };
  const open = of.lines.reduce((sum, line) => sum + awaited(line), 0);
  const uncounted = of.lines.filter((line) => !isCounted(line)).length;
  const hints = {
    purchase: t('stock.documents.close_hint.purchase', { count: open }),
    transfer: t('stock.documents.close_hint.transfer', { count: open }),
    stocktake: t('stock.documents.close_hint.stocktake', { count: uncounted }),
  };
  return { name: t(`stock.documents.close.${of.kind}`), hint: hints[of.kind] };
}

export function DocumentActs({ of }: { of: StockDocument }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const may = useMay('stock');
  const [closing, setClosing] = useState(false);
  const { name, hint } = useClosing(of);
  const renew = ['stock', 'audit'];
  const open = useWriting(openDocument, {
    done: () => t(`stock.documents.opened.${of.kind}`),
    renew,
  });
  const close = useWriting(closeDocument, {
    done: () => t('stock.documents.closed'),
    after: () => setClosing(false),
    renew,
  });
  if (!may) return null;
  const begin = t(`stock.documents.open.${of.kind}`);
  const ask = () =>
    void modal.confirm({
      title: begin,
      content: t(`stock.documents.open_hint.${of.kind}`),
      okText: begin,
      onOk: () => open.run(of),
    });
  // What is lost on its way is asked about later.
  const lost = of.kind === 'transfer' && of.lines.some((line) => awaited(line) > 0);
  return (
    <span className="user-actions">
      {of.state === 'draft' && (
        <Button type="primary" loading={open.busy} onClick={ask}>
          {begin}
        </Button>
      )}
      {(of.state === 'draft' || isUnderWay(of)) && (
        <Button danger={of.kind !== 'stocktake'} onClick={() => setClosing(true)}>
          {name}
        </Button>
      )}
      <ReasonDialog
        optional={of.state === 'draft' || !lost}
        danger={of.kind !== 'stocktake'}
        open={closing}
        busy={close.busy}
        title={name}
        hint={hint}
        ok={name}
        onCancel={() => setClosing(false)}
        onDone={(reason) => close.run(of, reason)}
      />
    </span>
  );
}
