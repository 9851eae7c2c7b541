// A whole number that is typed. What makes no sense is refused where it stands, with what would make sense: a
// number that is put right silently is one that nobody meant.
import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

type Props = {
  name: (string | number)[];
  label?: string;
  range: readonly [number, number];
  extra?: string | undefined;
  required?: boolean;
  placeholder?: string | undefined;
  suffix?: string | undefined;
  disabled?: boolean;
  autoFocus?: boolean;
};

export function WholeField(props: Props) {
  const { name, label, range, extra, required, placeholder, suffix, disabled, autoFocus } = props;
  const { t, i18n } = useTranslation();
  const [min, max] = range.map((end) => end.toLocaleString(i18n.language));
  const message = t('stock.whole_number', { min, max });
  return (
    <Form.Item
      name={name}
      label={label}
      extra={extra}
      rules={[
        ...(required ? [{ required: true, message: t('common.required') }] : []),
        { type: 'integer', min: range[0], max: range[1], message },
      ]}
    >
      <InputNumber
        className="whole-field"
        changeOnWheel={false}
        placeholder={placeholder}
        suffix={suffix}
        disabled={disabled}
        autoFocus={autoFocus}
        inputMode="numeric"
      />
    </Form.Item>
  );
}
