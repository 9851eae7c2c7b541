// Kinds of alerts, as they are named and chosen.
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/shops';
import { anyKind } from './rule_values';

/** A kind in words; one that this console does not know as it came. */
export function useKind() {
  const { t, i18n } = useTranslation();
  return (kind: string): string => {
    const key = `alerts.kind.${kind}`;
    if (kind === anyKind) return t('telling.any_kind');
    return i18n.exists(key) ? t(key as 'alerts.kind.status_jump') : kind;
  };
}

// Those that tell of telling itself are matched by nothing.
const canBeTold = (kind: string) => !kind.startsWith('notify_');

function useKindOptions() {
  const { t } = useTranslation();
  const named = Object.entries(t('alerts.kind', { returnObjects: true }));
  const options = named
    .filter(([kind]) => canBeTold(kind))
    .map(([kind, label]) => ({ value: kind, label: String(label) }));
  return [{ value: anyKind, label: t('telling.any_kind') }, ...options];
}

export function KindsField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="kinds"
      label={t('telling.kinds')}
      rules={[{ required: true, message: t('common.required') }]}
    >
      <Select mode="tags" options={useKindOptions()} optionFilterProp="label" />
    </Form.Item>
  );
}

export function ShopsField() {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  const options = shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }));
  return (
    <Form.Item name="shops" label={t('telling.shops')} extra={t('telling.shops_hint')}>
      <Select mode="multiple" options={options} optionFilterProp="label" />
    </Form.Item>
  );
}

/** What a rule or silence is about, on one line. */
export function About({ kinds, shops }: { kinds: string[]; shops: string[] | undefined }) {
  const { t } = useTranslation();
  const name = useKind();
  return (
    <>
      {kinds.map(name).join(' · ')}
      <small className="quiet block">
        {shops?.length ? shops.join(' · ') : t('telling.any_shop')}
      </small>
    </>
  );
}
