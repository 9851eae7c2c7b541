// How long stock is held, and what becomes of what comes too late.
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  latePayments,
  overdrafts,
  termLimits,
  termNames,
  type TermName,
  type Terms,
} from '../../base/stock_terms';
import { WholeField } from '../../parts/whole_field';

type Props = {
  at?: string[]; // where they stand in the form
  above?: Terms | undefined; // what holds where nothing is said; none: all must be said
  disabled?: boolean;
};

/** Nobody need say how much a buyer may hold. */
const isNeeded = (name: TermName) => name !== 'per_buyer';

export function TermsFields({ at = [], above, disabled = false }: Props) {
  const { t } = useTranslation();
  const unset = (value: string | number | undefined) =>
    value === undefined ? t('stock.terms.no_limit') : t('stock.terms.as_above', { value });
  const words = [
    { name: 'overdraft', words: overdrafts },
    { name: 'late_payment', words: latePayments },
  ] as const;
  return (
    <div className="terms">
      {termNames.map((name) => (
        <WholeField
          key={name}
          name={[...at, name]}
          label={t(`stock.terms.${name}`)}
          extra={t(`stock.terms.${name}_hint`)}
          range={termLimits[name]}
          required={!above && isNeeded(name)}
          placeholder={above || !isNeeded(name) ? unset(above?.[name]) : undefined}
          suffix={t(`stock.terms.unit.${name}`)}
          disabled={disabled}
        />
      ))}
      {words.map(({ name, words: options }) => {
        const word = (value: string) => t(`stock.terms.word.${value as 'shortage'}`);
        const held = above?.[name];
        return (
          <Form.Item
            key={name}
            name={[...at, name]}
            label={t(`stock.terms.${name}`)}
            extra={t(`stock.terms.${name}_hint`)}
            rules={above ? [] : [{ required: true, message: t('common.required') }]}
          >
            <Select
              allowClear={Boolean(above)}
              disabled={disabled}
              placeholder={held && unset(word(held))}
              options={options.map((value) => ({ value, label: word(value) }))}
            />
          </Form.Item>
        );
      })}
    </div>
  );
}
