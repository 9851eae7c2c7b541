import { Button, Drawer, Form } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setSku, useStockSettings } from '../../api/catalogue';
import type { Sku } from '../../api/types';
import { cleanSku, fieldOfSku, skuDocument, skuValues, type SkuValues } from '../../base/skus';
import { useFaults } from '../../parts/faults';
import { useWriting } from '../../parts/writing';
import { Versions } from '../settings/versions';
import { SkuIdentity, SkuSelling, type SkuForm } from './sku_fields';

/** A new SKU, or one to edit, on the version that was read. */
export function SkuDrawer({ sku, onClose }: { sku: Sku | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<SkuForm>();
  const [initial] = useState(() => skuValues(sku?.sku ?? '', sku, (text) => dayjs(text)));
  const settings = useStockSettings().data?.value;
  const refused = useFaults(form, fieldOfSku);
  const save = useWriting(setSku, {
    done: () => t('stock.saved'),
    after: onClose,
    refused,
    renew: ['skus', 'stock', 'audit'],
  });
  function submit() {
    // What is not shown keeps what it was.
    const values = { ...initial, ...(form.getFieldsValue(true) as Partial<SkuValues>) };
    save.run(cleanSku(values.sku), sku?.version ?? 0, skuDocument(values));
  }
  return (
    <Drawer
      open
      width="min(560px, 96vw)"
      onClose={onClose}
      title={sku ? t('stock.skus.edit', { name: sku.name || sku.sku }) : t('stock.skus.add')}
      extra={
        <span className="user-actions">
          {sku && <Versions kind="sku" name={sku.sku} tag={`"${sku.version}"`} onDone={onClose} />}
          <Button type="primary" loading={save.busy} onClick={() => form.submit()}>
            {t('common.save')}
          </Button>
        </span>
      }
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={submit}>
        <SkuIdentity known={sku !== undefined} />
        <SkuSelling above={settings} />
      </Form>
    </Drawer>
  );
}
