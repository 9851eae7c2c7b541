import { Button, Drawer, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { createShop, editShop } from '../../api/shops';
import type { NewShop, Shop } from '../../api/types';
import { browserZone } from '../../base/clocks';
import { webhookSecret } from '../../base/uuid';
import { useWriting } from '../../parts/writing';
import { newShop, shopPatch, type ShopValues } from './shop_values';

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));
const currencies = Intl.supportedValuesOf('currency').map((c) => ({ value: c, label: c }));

function Secret({ known }: { known: boolean }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<ShopValues>();
  const generate = (
    <Button type="link" size="small" onClick={() => form.setFieldValue('secret', webhookSecret())}>
      {t('shops.generate')}
    </Button>
  );
  return (
    <Form.Item
      name="secret"
      label={t('shops.secret')}
      extra={t(known ? 'shops.new_secret_hint' : 'shops.secret_hint')}
      rules={[{ required: !known, message: t('common.required') }]}
    >
      <Input autoComplete="off" className="number" suffix={generate} />
    </Form.Item>
  );
}

function Fields({ known }: { known: boolean }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('common.required') }];
  return (
    <>
      <Form.Item name="name" label={t('shops.name')} rules={required}>
        <Input maxLength={200} autoFocus />
      </Form.Item>
      <Form.Item
        name="code"
        label={t('shops.code')}
        extra={known ? undefined : t('shops.code_hint')}
        rules={[...required, { pattern: /^[a-z0-9_-]{1,64}$/, message: t('shops.code_hint') }]}
      >
        <Input disabled={known} autoComplete="off" />
      </Form.Item>
      <Secret known={known} />
      <div className="shop-places">
        <Form.Item name="zone" label={t('shops.zone')} rules={required}>
          <Select showSearch options={zones} />
        </Form.Item>
        <Form.Item name="currency" label={t('shops.currency')} rules={required}>
          <Select showSearch options={currencies} />
        </Form.Item>
        <Form.Item
          name="country"
          label={t('shops.country')}
          rules={[...required, { pattern: /^[A-Z]{2}$/ }]}
        >
          <Input maxLength={2} />
        </Form.Item>
      </div>
      <Form.Item
        name="callback_url"
        label={`${t('shops.callback_url')} (${t('common.optional')})`}
        extra={t('shops.callback_hint')}
        rules={[{ type: 'url' }]}
      >
        <Input placeholder="https://" />
      </Form.Item>
    </>
  );
}

/** A new shop of the standard channel, or one to edit, on the version that was read. */
export function ShopDrawer({ shop, onClose }: { shop: Shop | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<ShopValues>();
  const options = { after: onClose, renew: ['shops'] };
  const create = useWriting((key: string, made: NewShop) => createShop(key, made), {
    ...options,
    done: () => t('shops.created'),
  });
  const edit = useWriting(editShop, { ...options, done: () => t('shops.saved') });
  const initial: ShopValues = shop
    ? { ...shop, callback_url: shop.callback_url ?? '', secret: '' }
    : {
        name: '',
        code: '',
        secret: '',
        zone: browserZone,
        currency: 'CNY',
        country: 'CN',
        callback_url: '',
      };
  function submit(values: ShopValues) {
    if (!shop) return create.run(newShop(values));
    const patch = shopPatch(initial, values);
    if (Object.keys(patch).length) edit.run(shop, patch);
    else onClose();
  }
  return (
    <Drawer
      open
      width={480}
      onClose={onClose}
      title={shop ? shop.name || shop.code : t('shops.add')}
      extra={
        <Button type="primary" loading={create.busy || edit.busy} onClick={() => form.submit()}>
          {t('common.save')}
        </Button>
      }
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={submit}>
        <Fields known={shop !== undefined} />
      </Form>
    </Drawer>
  );
}
