// Kinds of alerts, as they are named and chosen.
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAlertKinds, type Speech } from '../../api/alerts';
import { useShops } from '../../api/shops';
import { anyKind } from './rule_values';

export function useSpeech(): Speech {
  return useTranslation().i18n.language === 'en' ? 'en' : 'zh';
}

/** A kind's title and what is to be done; one that the hub does not list, or not yet, as it came. */
export function useKind() {
  const { t } = useTranslation();
  const speech = useSpeech();
  const kinds = useAlertKinds().data?.items ?? [];
  return (name: string): { title: string; advice: string } => {
    if (name === anyKind) return { title: t('telling.any_kind'), advice: '' };
    return kinds.find(({ kind }) => kind === name)?.[speech] ?? { title: name, advice: '' };
  };
}

function useKindOptions() {
  const { t } = useTranslation();
  const speech = useSpeech();
  const kinds = useAlertKinds().data?.items ?? [];
  const options = kinds
    .filter(({ told }) => told)
    .map((kind) => ({ value: kind.kind, label: kind[speech].title }));
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
      {kinds.map((kind) => name(kind).title).join(' · ')}
      <small className="quiet block">
        {shops?.length ? shops.join(' · ') : t('telling.any_shop')}
      </small>
    </>
  );
}
