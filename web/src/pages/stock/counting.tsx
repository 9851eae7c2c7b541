// Counting, with one hand: a code is scanned or typed, a number follows, and the next one comes. Scanners type like
// keyboards and press Enter.
import { ScanOutlined } from '@ant-design/icons';
import { Alert, Button, Input, InputNumber, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recordLines, useFindBarcode } from '../../api/stock_documents';
import type { StockDocument, StockDocumentLine } from '../../api/types';
import { isCounted, lineOf, nextToCount } from '../../base/stock_documents';
import { unitsMax } from '../../base/stock_terms';
import { Card } from '../../parts/page';
import { useWriting } from '../../parts/writing';

/** Which line a code is of; what is none of this sheet is said. */
function useCode(of: StockDocument, onLine: (line: StockDocumentLine) => void) {
  const findBarcode = useFindBarcode();
  const [unknown, setUnknown] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function take(code: string) {
    setUnknown(undefined);
    setBusy(true);
    const barcode = code.trim();
    const line =
      lineOf(of.lines, barcode) ??
      lineOf(of.lines, (await findBarcode(barcode).catch(() => undefined)) ?? '');
    setBusy(false);
    if (line) onLine(line);
    else setUnknown(barcode);
  }
  return { take, busy, unknown };
}

type CountProps = { line: StockDocumentLine; busy: boolean; onCount: (units: number) => void };

function Count({ line, busy, onCount }: CountProps) {
  const { t } = useTranslation();
  const [units, setUnits] = useState<number | null>(null);
  const whole = units !== null && Number.isInteger(units) && units >= 0 && units <= unitsMax;
  const done = () => whole && onCount(units);
  return (
    <div className="count">
      <div className="count-name">
        <b>{line.name || line.sku}</b>
        {line.name && <small className="quiet block number">{line.sku}</small>}
        {isCounted(line) && (
          <small className="block">
            {t('stock.documents.counted_before', { count: line.done })}
          </small>
        )}
      </div>
      <InputNumber
        autoFocus
        className="count-units"
        inputMode="numeric"
        changeOnWheel={false}
        status={units === null || whole ? '' : 'error'}
        aria-label={t('stock.documents.units_of', { sku: line.sku })}
        placeholder={t('stock.documents.how_many')}
        value={units}
        onChange={setUnits}
        onPressEnter={done}
      />
      <Button type="primary" size="large" disabled={!whole} loading={busy} onClick={done}>
        {t('stock.documents.note_down')}
      </Button>
      <p className="quiet small">{t('stock.documents.count_all_hint')}</p>
    </div>
  );
}

export function Counting({ of }: { of: StockDocument }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [sku, setSku] = useState<string>();
  const field = useRef<InputRef>(null);
  const line = of.lines.find((one) => one.sku === sku);
  const next = nextToCount(of.lines, sku);
  const counted = of.lines.filter(isCounted).length;
  const go = (to: StockDocumentLine) => {
    setCode('');
    setSku(to.sku);
  };
  const { take, busy, unknown } = useCode(of, go);
  const record = useWriting(recordLines, {
    done: () => t('stock.documents.noted'),
    after: () => {
      setSku(undefined);
      field.current?.focus();
    },
    renew: ['stock'],
  });
  return (
    <Card
      title={t('stock.documents.counting')}
      extra={
        <span className="quiet">
          {t('stock.documents.progress', { counted, all: of.lines.length })}
        </span>
      }
    >
      <div className="counting">
        <progress
          max={of.lines.length}
          value={counted}
          aria-label={t('stock.documents.progress', { counted, all: of.lines.length })}
        />
        <Input
          ref={field}
          autoFocus
          size="large"
          allowClear
          autoComplete="off"
          autoCapitalize="characters"
          enterKeyHint="next"
          prefix={<ScanOutlined aria-hidden />}
          aria-label={t('stock.documents.code')}
          placeholder={t('stock.documents.code')}
          disabled={busy}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          onPressEnter={() => code.trim() && void take(code)}
        />
        {unknown && (
          <Alert
            showIcon
            type="warning"
            message={t('stock.documents.not_on_sheet', { code: unknown })}
          />
        )}
        {line && (
          <Count
            key={line.sku}
            line={line}
            busy={record.busy}
            onCount={(quantity) => record.run(of.id, [{ sku: line.sku, quantity }])}
          />
        )}
        {next ? (
          <Button block size="large" onClick={() => go(next)}>
            {t('stock.documents.next', { name: next.name || next.sku })}
          </Button>
        ) : (
          counted === of.lines.length && (
            <Alert showIcon type="success" message={t('stock.documents.all_counted')} />
          )
        )}
      </div>
    </Card>
  );
}
