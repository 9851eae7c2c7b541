// How stock is reserved: for all sales, and what channels say otherwise.
import { DeleteOutlined } from '@ant-design/icons';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setStockSettings, useStockSettings } from '../../api/catalogue';
import type { Versioned } from '../../api/client';
import { useMay } from '../../api/session';
import { useShops } from '../../api/shops';
import type { StockSettings } from '../../api/types';
import {
  fieldOfSettings,
  saidTerms,
  settingsDocument,
  settingsValues,
} from '../../base/stock_terms';
import { useFaults } from '../../parts/faults';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { Versions } from '../settings/versions';
import { TermsFields } from './terms_fields';

type FormValues = ReturnType<typeof settingsValues>;

function AddChannel({ known, onAdd }: { known: string[]; onAdd: (channel: string) => void }) {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  const others = [...new Set(shops.map(({ channel }) => channel))].filter(
    (channel) => !known.includes(channel),
  );
  return (
    <Select
      className="filter-choice"
      aria-label={t('stock.rules.add_channel')}
      placeholder={t('stock.rules.add_channel')}
      value={null}
      disabled={!others.length}
      options={others.map((channel) => ({ value: channel, label: channel }))}
      onChange={(channel: string) => onAdd(channel)}
    />
  );
}

/** Of whose orders no stock is kept: those that are served by others, or are for trying. */
function ShopsWithout({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  return (
    <Form.Item
      name="shops_without"
      className="shops-without"
      label={t('stock.rules.shops_without')}
      extra={t('stock.rules.shops_without_hint')}
    >
      <Select
        mode="multiple"
        disabled={disabled}
        optionFilterProp="label"
        options={shops.map(({ code, name }) => ({ value: code, label: name || code }))}
      />
    </Form.Item>
  );
}

function Editor({ now }: { now: Versioned<StockSettings> }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<FormValues>();
  const may = useMay('settings');
  const initial = settingsValues(now.value);
  const [channels, setChannels] = useState(Object.keys(initial.channels));
  const typed = Form.useWatch('all', form);
  const refused = useFaults(form, fieldOfSettings);
  const save = useWriting(setStockSettings, {
    done: () => t('stock.saved'),
    refused,
    renew: ['stock-settings', 'audit'],
  });
  return (
    <Form
      form={form}
      layout="vertical"
      className="stock-rules"
      initialValues={initial}
      onFinish={(values) => save.run(now.tag, settingsDocument(values, channels))}
    >
      <Card title={t('stock.rules.all')} hint={t('stock.rules.all_hint')}>
        <TermsFields at={['all']} disabled={!may} />
        <ShopsWithout disabled={!may} />
      </Card>
      {channels.map((channel) => (
        <Card
          key={channel}
          title={t('stock.rules.of_channel', { channel })}
          hint={t('stock.rules.of_channel_hint')}
          extra={
            may && (
              <Button
                type="text"
                aria-label={t('stock.rules.remove_channel', { channel })}
                title={t('stock.rules.remove_channel', { channel })}
                icon={<DeleteOutlined aria-hidden />}
                onClick={() => setChannels(channels.filter((one) => one !== channel))}
              />
            )
          }
        >
          <TermsFields
            at={['channels', channel]}
            above={saidTerms(typed ?? now.value)}
            disabled={!may}
          />
        </Card>
      ))}
      {may && (
        <div className="rules-foot">
          <AddChannel known={channels} onAdd={(channel) => setChannels([...channels, channel])} />
          <Button type="primary" htmlType="submit" loading={save.busy}>
            {t('common.save')}
          </Button>
        </div>
      )}
    </Form>
  );
}

// Rules that somebody else has changed are shown anew: nobody saves over what he has not seen.
export function StockRules() {
  const query = useStockSettings();
  if (query.isPending) return <Loading rows={8} />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <div className="bulk">
        <Versions kind="stock" tag={query.data.tag} />
      </div>
      <Editor key={query.data.tag} now={query.data} />
    </>
  );
}
