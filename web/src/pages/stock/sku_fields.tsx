// The fields of a SKU: what it is, what a bundle is made of, and how it is sold.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Segmented, Switch } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import {
  cleanSku,
  componentFault,
  componentsMax,
  componentUnitsMax,
  presaleModes,
  type SkuValues,
} from '../../base/skus';
import { unitsMax, type Terms } from '../../base/stock_terms';
import { WholeField } from '../../parts/whole_field';
import { TermsFields } from './terms_fields';

export function SkuIdentity({ known }: { known: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="sku"
        label={t('stock.skus.sku')}
        extra={known ? undefined : t('stock.skus.sku_hint')}
        normalize={cleanSku}
        validateTrigger="onBlur"
        rules={[{ required: true, message: t('common.required') }]}
      >
        <Input disabled={known} maxLength={64} autoComplete="off" autoFocus={!known} />
      </Form.Item>
      <Form.Item name="name" label={t('stock.skus.name')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <div className="side-by-side">
        <Form.Item
          name="barcode"
          label={t('stock.skus.barcode')}
          extra={t('stock.skus.barcode_hint')}
        >
          <Input maxLength={64} autoComplete="off" inputMode="numeric" />
        </Form.Item>
        <Form.Item name="unit" label={t('stock.skus.unit')}>
          <Input maxLength={16} placeholder={t('stock.skus.unit_hint')} autoComplete="off" />
        </Form.Item>
      </div>
    </>
  );
}

function ComponentRow({ at, onRemove }: { at: number; onRemove: () => void }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<SkuValues>();
  const nth = at + 1;
  const check = () => {
    const { components, sku } = form.getFieldsValue(['components', 'sku']) as SkuValues;
    const fault = componentFault(components, at, sku ?? '');
    return fault
      ? Promise.reject(new Error(t(`stock.skus.component_fault.${fault}`)))
      : Promise.resolve();
  };
  const [min, max] = [1, componentUnitsMax];
  return (
    <div className="component">
      <Form.Item name={[at, 'sku']} rules={[{ validator: check }]}>
        <Input
          aria-label={`${t('stock.skus.sku')} ${nth}`}
          placeholder="SKU"
          autoComplete="off"
          onBlur={(event) =>
            form.setFieldValue(['components', at, 'sku'], cleanSku(event.target.value))
          }
        />
      </Form.Item>
      <Form.Item
        name={[at, 'units']}
        rules={[
          { required: true, message: t('common.required') },
          { type: 'integer', min, max, message: t('stock.whole_number', { min, max }) },
        ]}
      >
        <InputNumber aria-label={`${t('stock.skus.units')} ${nth}`} changeOnWheel={false} />
      </Form.Item>
      <Form.Item name={[at, 'gift']} valuePropName="checked">
        <Checkbox>{t('stock.skus.gift')}</Checkbox>
      </Form.Item>
      <Button
        type="text"
        aria-label={`${t('stock.skus.remove_component')} ${nth}`}
        icon={<DeleteOutlined aria-hidden />}
        onClick={onRemove}
      />
    </div>
  );
}

function Components() {
  const { t } = useTranslation();
  const some = {
    validator: (_: unknown, made?: unknown[]) =>
      made?.length ? Promise.resolve() : Promise.reject(new Error(t('stock.skus.no_components'))),
  };
  return (
    <Form.List name="components" rules={[some]}>
      {(rows, { add, remove }, { errors }) => (
        <Form.Item label={t('stock.skus.components')} extra={t('stock.skus.components_hint')}>
          {rows.map(({ key, name }) => (
            <ComponentRow key={key} at={name} onRemove={() => remove(name)} />
          ))}
          <Button
            icon={<PlusOutlined aria-hidden />}
            disabled={rows.length >= componentsMax}
            onClick={() => add({ units: 1, gift: false })}
          >
            {t('stock.skus.add_component')}
          </Button>
          <Form.ErrorList errors={errors} />
        </Form.Item>
      )}
    </Form.List>
  );
}

function PresaleFields() {
  const { t } = useTranslation();
  const on = Form.useWatch<boolean | undefined>('on_presale');
  const mode = Form.useWatch<string | undefined>(['presale', 'mode']);
  const modes = presaleModes.map((value) => ({ value, label: t(`stock.skus.mode.${value}`) }));
  return (
    <>
      <Form.Item
        name="on_presale"
        label={t('stock.skus.presale')}
        extra={t('stock.skus.presale_hint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <div hidden={!on}>
        <Form.Item
          name={['presale', 'arrives_on']}
          label={t('stock.skus.arrives_on')}
          rules={on ? [{ required: true, message: t('stock.skus.arrives_on_needed') }] : []}
        >
          <DatePicker />
        </Form.Item>
        <Form.Item
          name={['presale', 'mode']}
          label={t('stock.skus.lock_mode')}
          extra={t(`stock.skus.mode_hint.${mode === 'deduct' ? 'deduct' : 'placeholder'}`)}
        >
          <Segmented options={modes} />
        </Form.Item>
        {mode !== 'deduct' && (
          <WholeField
            name={['presale', 'ceiling']}
            label={t('stock.skus.ceiling')}
            extra={t('stock.skus.ceiling_hint')}
            range={[1, unitsMax]}
            required={Boolean(on)}
          />
        )}
      </div>
    </>
  );
}

export function SkuSelling({ above }: { above: Terms | undefined }) {
  const { t } = useTranslation();
  const kind = Form.useWatch<SkuValues['kind'] | undefined>('kind');
  const kinds = (['single', 'bundle'] as const).map((value) => ({
    value,
    label: t(`stock.skus.kind.${value}`),
  }));
  return (
    <>
      <Form.Item name="kind" label={t('stock.skus.kind_name')}>
        <Segmented options={kinds} />
      </Form.Item>
      {kind === 'bundle' ? (
        <Components />
      ) : (
        <>
          <WholeField
            name={['alert_below']}
            label={t('stock.skus.alert_below')}
            extra={t('stock.skus.alert_below_hint')}
            range={[0, unitsMax]}
          />
          <PresaleFields />
        </>
      )}
      <h3 className="form-part">{t('stock.terms.title')}</h3>
      <p className="quiet small">{t('stock.terms.of_sku_hint')}</p>
      <TermsFields at={['terms']} above={above ?? {}} />
    </>
  );
}

export type SkuForm = Omit<SkuValues, 'presale'> & {
  presale: Omit<SkuValues['presale'], 'arrives_on'> & { arrives_on: Dayjs | null };
};
