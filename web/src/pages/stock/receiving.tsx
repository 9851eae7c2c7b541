// What came of a purchase order or a transfer; it may come in parts.
import { Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { recordLines } from '../../api/stock_documents';
import type { StockDocument } from '../../api/types';
import { awaited } from '../../base/stock_documents';
import { Card } from '../../parts/page';
import { WholeField } from '../../parts/whole_field';
import { useWriting } from '../../parts/writing';

type Values = { came: (number | null | undefined)[] };

export function Receiving({ of }: { of: StockDocument }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const open = of.lines.filter((line) => awaited(line) > 0);
  const record = useWriting(recordLines, {
    done: () => t('stock.documents.came_done'),
    after: () => form.resetFields(),
    renew: ['stock', 'audit'],
  });
  const typed = Form.useWatch('came', form) ?? [];
  const some = typed.some((quantity) => (quantity ?? 0) > 0);
  const all = () => form.setFieldValue('came', open.map(awaited));
  function submit({ came }: Values) {
    const lines = open
      .map(({ sku }, at) => ({ sku, quantity: came[at] ?? 0 }))
      .filter(({ quantity }) => quantity > 0);
    record.run(of.id, lines);
  }
  if (!open.length) return null;
  return (
    <Card
      title={t('stock.documents.receiving')}
      hint={t('stock.documents.receiving_hint')}
      extra={<Button onClick={all}>{t('stock.documents.all_came')}</Button>}
    >
      <Form form={form} layout="vertical" className="receiving" onFinish={submit}>
        {open.map((line, at) => (
          <WholeField
            key={line.sku}
            name={['came', at]}
            label={line.name ? `${line.name} · ${line.sku}` : line.sku}
            range={[0, awaited(line)]}
            suffix={`/ ${awaited(line)}`}
          />
        ))}
        <Button type="primary" htmlType="submit" disabled={!some} loading={record.busy}>
          {t('stock.documents.came')}
        </Button>
      </Form>
    </Card>
  );
}
