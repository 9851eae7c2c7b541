import { SyncOutlined } from '@ant-design/icons';
import { Alert, Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { probeShop } from '../../api/shops';
import type { Shop } from '../../api/types';
import { formatFull } from '../../base/clocks';
import { useZone } from '../../parts/words';
import { useWriting } from '../../parts/writing';

const usualHours = 24;
const hoursMax = 90 * 24;

type DialogProps = { busy: boolean; onCancel: () => void; onDone: (hours: number) => void };

function ProbeDialog({ busy, onCancel, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ hours: number }>();
  const message = t('shops.whole_number', { min: 1, max: hoursMax });
  return (
    <Modal
      open
      title={t('shops.probe.act')}
      onCancel={onCancel}
      onOk={() => form.submit()}
      okText={t('shops.probe.confirm')}
      confirmLoading={busy}
    >
      <p className="quiet">{t('shops.probe.hint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ hours: usualHours }}
        onFinish={({ hours }) => onDone(hours)}
      >
        <Form.Item
          name="hours"
          label={t('shops.probe.hours')}
          rules={[{ required: true, type: 'integer', min: 1, max: hoursMax, message }]}
        >
          <InputNumber autoFocus className="shop-figure" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Asks the platform once more for its last hours; what came of asking stays until the next time. */
export function useProbe(shop: Shop) {
  const { t } = useTranslation();
  const zone = useZone()(shop.code);
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<string>();
  const tell = (words: string) => {
    setSaid(words);
    return undefined;
  };
  const probe = useWriting(probeShop, {
    done: ({ from }) => tell(t('shops.probe.begun', { from: formatFull(from, zone) })),
    later: () => tell(t('shops.probe.later')),
    after: () => setAsking(false),
    renew: ['shops', 'windows', 'audit'],
  });
  return {
    button: (
      <Button icon={<SyncOutlined aria-hidden />} onClick={() => setAsking(true)}>
        {t('shops.probe.act')}
      </Button>
    ),
    outcome: said && (
      <Alert type="success" showIcon closable message={said} onClose={() => setSaid(undefined)} />
    ),
    dialog: asking && (
      <ProbeDialog
        busy={probe.busy}
        onCancel={() => setAsking(false)}
        onDone={(hours) => probe.run(shop.code, hours)}
      />
    ),
  };
}
