// A new purchase order, transfer or stocktake.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Drawer, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { draftDocument } from '../../api/stock_documents';
import type { NewStockDocument, StockDocumentKind } from '../../api/types';
import { newDocument, pastedLines, type DocumentValues } from '../../base/stock_documents';
import { unitsMax } from '../../base/stock_terms';
import { useFaults } from '../../parts/faults';
import { WholeField } from '../../parts/whole_field';
import { useWriting } from '../../parts/writing';
import { SkuField, WarehouseField } from './entering';

const linesMax = 500;
const own = ['warehouse', 'from', 'supplier', 'arrives_on', 'note'];

function fieldAt(pointer: string): (string | number)[] | undefined {
  const [first = '', at, name] = pointer.slice(1).split('/');
  if (first === 'lines' && at !== undefined) return [first, Number(at), name ?? 'sku'];
  return own.includes(first) ? [first] : undefined;
}

function Line({ at, counted, onRemove }: { at: number; counted: boolean; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={counted ? 'document-line counted' : 'document-line'}>
      <SkuField name={[at, 'sku']} label={`${t('stock.skus.sku')} ${at + 1}`} />
      {!counted && (
        <WholeField
          name={[at, 'quantity']}
          label={`${t('stock.quantity')} ${at + 1}`}
          range={[1, unitsMax]}
          required
        />
      )}
      <Button
        type="text"
        aria-label={`${t('stock.documents.remove_line')} ${at + 1}`}
        icon={<DeleteOutlined aria-hidden />}
        onClick={onRemove}
      />
    </div>
  );
}

function Paste({ onLines }: { onLines: (lines: DocumentValues['lines']) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  if (text === undefined) {
    return <Button onClick={() => setText('')}>{t('stock.documents.paste')}</Button>;
  }
  const lines = pastedLines(text);
  return (
    <div className="paste">
      <Input.TextArea
        autoFocus
        rows={5}
        value={text}
        aria-label={t('stock.documents.paste')}
        placeholder={t('stock.documents.paste_hint')}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        disabled={!lines.length || lines.length > linesMax}
        onClick={() => {
          onLines(lines);
          setText(undefined);
        }}
      >
        {t('stock.documents.take_lines', { count: lines.length })}
      </Button>
    </div>
  );
}

function Lines({ counted }: { counted: boolean }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<DocumentValues>();
  const take = (lines: DocumentValues['lines']) => {
    const there = (form.getFieldValue('lines') as DocumentValues['lines'] | undefined) ?? [];
    const kept = there.filter((line) => line?.sku?.trim());
    form.setFieldValue('lines', [...kept, ...lines].slice(0, linesMax));
  };
  return (
    <Form.List name="lines">
      {(rows, { add, remove }) => (
        <div className="document-lines">
          {rows.map(({ key, name }) => (
            <Line key={key} at={name} counted={counted} onRemove={() => remove(name)} />
          ))}
          <Button
            icon={<PlusOutlined aria-hidden />}
            disabled={rows.length >= linesMax}
            onClick={() => add({})}
          >
            {t('stock.skus.add_component')}
          </Button>{' '}
          <Paste onLines={take} />
        </div>
      )}
    </Form.List>
  );
}

function Fields({ kind }: { kind: StockDocumentKind }) {
  const { t } = useTranslation();
  return (
    <>
      {kind === 'transfer' && <WarehouseField name="from" label={t('stock.documents.from')} />}
      <WarehouseField label={t(`stock.documents.at.${kind}`)} />
      {kind === 'purchase' && (
        <div className="side-by-side">
          <Form.Item name="supplier" label={t('stock.documents.supplier')}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name="arrives_on" label={t('stock.skus.arrives_on')}>
            <DatePicker />
          </Form.Item>
        </div>
      )}
      <Form.Item name="note" label={t('stock.documents.note')}>
        <Input maxLength={500} autoComplete="off" />
      </Form.Item>
      <Lines counted={kind === 'stocktake'} />
    </>
  );
}

type Props = { kind: StockDocumentKind; onClose: () => void; onMade: (id: string) => void };

export function DocumentDrawer({ kind, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<DocumentValues>();
  const refused = useFaults(form, fieldAt);
  const draft = useWriting((key: string, body: NewStockDocument) => draftDocument(key, body), {
    done: (made) => {
      onMade(made.id);
      return t('stock.documents.made');
    },
    refused,
    renew: ['stock', 'audit'],
  });
  return (
    <Drawer
      open
      width="min(620px, 100vw)"
      onClose={onClose}
      title={t(`stock.documents.add.${kind}`)}
      extra={
        <Button type="primary" loading={draft.busy} onClick={() => form.submit()}>
          {t('stock.documents.make')}
        </Button>
      }
    >
      <p className="quiet">{t(`stock.documents.hint.${kind}`)}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ lines: [{}] }}
        onFinish={(values) => draft.run(newDocument({ ...values, kind }))}
      >
        <Fields kind={kind} />
      </Form>
    </Drawer>
  );
}
