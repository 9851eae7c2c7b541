// What users and keys may meet: the fields of their forms, and how a table says it.
import { Button, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/shops';
import type { Role, Scope, ViewPart } from '../../api/types';

export const scopes: readonly Scope[] = [
  'orders:read',
  'orders:write',
  'lookup:read',
  'reveal:write',
  'messages:read',
  'messages:write',
  'review:read',
  'review:write',
  'shops:read',
  'shops:write',
  'stock:read',
  'stock:write',
  'reservations:read',
  'reservations:write',
  'alerts:read',
  'alerts:write',
  'settings:read',
  'settings:write',
  'access:read',
  'access:write',
  'metrics:read',
];
export const viewParts: readonly ViewPart[] = [
  'people',
  'address',
  'goods',
  'amounts',
  'payments',
  'refunds',
  'notes',
  'mirrors',
  'attachments',
];
const installer: ViewPart[] = ['address', 'goods'];

function useShopName() {
  const shops = useShops().data?.items;
  return (code: string) => shops?.find((shop) => shop.code === code)?.name || code;
}

/** Chosen shops; none chosen: every shop. Who holds the whole hub is offered no choice. */
export function ShopsField() {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  return (
    <Form.Item noStyle shouldUpdate={(before, now) => before.role !== now.role}>
      {({ getFieldValue }) => {
        const role = getFieldValue('role') as Role | undefined;
        const whole = role === 'owner' || role === 'metrics';
        return (
          <Form.Item
            name="shops"
            label={t('settings.access.shops')}
            extra={t(whole ? 'settings.access.shops_whole' : 'settings.access.shops_hint')}
          >
            <Select
              mode="multiple"
              allowClear
              disabled={whole}
              optionFilterProp="label"
              placeholder={t('settings.access.every_shop')}
              options={shops.map(({ code, name }) => ({ value: code, label: name || code }))}
            />
          </Form.Item>
        );
      }}
    </Form.Item>
  );
}

export function ScopesField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="scopes"
      label={t('settings.access.scopes')}
      extra={t('settings.access.scopes_hint')}
    >
      <Select
        mode="multiple"
        allowClear
        optionFilterProp="label"
        placeholder={t('settings.access.as_role')}
        options={scopes.map((value) => ({
          value,
          label: t(`scope.${value.replace(':', '_') as 'orders_read'}`),
        }))}
      />
    </Form.Item>
  );
}

/** What orders show; the preset fills in what somebody needs who installs what was bought. */
export function ViewField() {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  return (
    <Form.Item
      name="view"
      label={t('settings.access.view')}
      extra={
        <>
          {t('settings.access.view_hint')}{' '}
          <Button size="small" type="link" onClick={() => form.setFieldValue('view', installer)}>
            {t('settings.access.installer')}
          </Button>
        </>
      }
    >
      <Select
        mode="multiple"
        allowClear
        placeholder={t('settings.access.as_role')}
        options={viewParts.map((value) => ({ value, label: t(`view_part.${value}`) }))}
      />
    </Form.Item>
  );
}

export function ExpiryField() {
  const { t } = useTranslation();
  return (
    <Form.Item name="days" label={t('settings.access.days')} extra={t('settings.access.days_hint')}>
      <InputNumber min={1} max={3650} precision={0} />
    </Form.Item>
  );
}

export function PerMinuteField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="per_minute"
      label={t('settings.access.per_minute')}
      extra={t('settings.access.per_minute_hint')}
    >
      <InputNumber min={0} max={1_000_000} precision={0} />
    </Form.Item>
  );
}

/** The shops of a user or key, as a table says it. */
export function ShopsOf({ codes }: { codes: string[] | null }) {
  const { t } = useTranslation();
  const name = useShopName();
  if (!codes) return <span className="quiet">{t('settings.access.every_shop')}</span>;
  return <>{codes.map(name).join(t('settings.access.and'))}</>;
}
