import { DatePicker, Form, Modal, Segmented } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { createSilence } from '../../api/telling';
import type { NewSilence } from '../../api/types';
import { ReasonField } from '../../parts/reason_dialog';
import { useWriting } from '../../parts/writing';
import { KindsField, ShopsField } from './kinds';

const spans = ['one_hour', 'eight_hours', 'until_when'] as const;
const hours = { one_hour: 1, eight_hours: 8 } as const;

type Values = {
  kinds: string[];
  shops: string[];
  span: (typeof spans)[number];
  until?: Dayjs;
  reason: string;
};

function ending({ span, until }: Values): string {
  const end = span === 'until_when' ? until : undefined;
  return (
    end ?? dayjs().add(hours[span === 'eight_hours' ? span : 'one_hour'], 'hour')
  ).toISOString();
}

function newSilence(values: Values): NewSilence {
  const { kinds, shops, reason } = values;
  const where = shops.length ? { shops } : {};
  return { kinds, ...where, until: ending(values), reason: reason.trim() };
}

function Fields() {
  const { t } = useTranslation();
  const span = Form.useWatch<Values['span'] | undefined>('span');
  const options = spans.map((value) => ({ value, label: t(`telling.silences.${value}`) }));
  return (
    <>
      <KindsField />
      <ShopsField />
      <Form.Item name="span" label={t('telling.silences.how_long')}>
        <Segmented options={options} />
      </Form.Item>
      {span === 'until_when' && (
        <Form.Item
          name="until"
          label={t('telling.silences.until')}
          rules={[{ required: true, message: t('telling.silences.until_ahead') }]}
        >
          <DatePicker showTime minDate={dayjs()} />
        </Form.Item>
      )}
      <ReasonField required />
    </>
  );
}

export type SilenceFrom = { kinds: string[]; shops: string[] };

/** A new silence, of nothing yet or of what an alert is about. */
export function SilenceDialog({ from, onClose }: { from: SilenceFrom; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const create = useWriting((key: string, made: NewSilence) => createSilence(key, made), {
    done: () => t('telling.silences.done'),
    after: onClose,
    renew: ['silences'],
  });
  return (
    <Modal
      open
      title={t('telling.silences.title')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.confirm')}
      confirmLoading={create.busy}
    >
      <p className="quiet">{t('telling.silences.hint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ ...from, span: 'one_hour' }}
        onFinish={(values) => create.run(newSilence(values))}
      >
        <Fields />
      </Form>
    </Modal>
  );
}
