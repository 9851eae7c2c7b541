import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { removePool, setPool, usePools } from '../../api/catalogue';
import { useMay } from '../../api/session';
import { useShops } from '../../api/shops';
import type { Pool } from '../../api/types';
import { stockAddress } from '../../base/stock_filters';
import { unitsMax } from '../../base/stock_terms';
import { DataTable, type Column } from '../../parts/data_table';
import { useFaults } from '../../parts/faults';
import { Card } from '../../parts/page';
import { Removal } from '../../parts/removal';
import { Failure, Loading } from '../../parts/states';
import { WholeField } from '../../parts/whole_field';
import { ShopName } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { Versions } from '../settings/versions';
import { Units } from './stock_words';

type Values = Omit<Pool, 'version' | 'quota'> & { quota: number | null };
const fresh: Values = {
  ...{ code: '', name: '', quota: null, falls_back: false },
  shops: [],
  channels: [],
};
const fields = Object.keys(fresh);

function PoolFields({ known }: { known: boolean }) {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  const channels = [...new Set(shops.map(({ channel }) => channel))];
  return (
    <>
      <Form.Item
        name="code"
        label={t('stock.code')}
        extra={known ? undefined : t('telling.code_hint')}
        rules={[
          { required: true, message: t('common.required') },
          { pattern: /^[a-z0-9_-]{1,64}$/, message: t('failure.field.code') },
        ]}
      >
        <Input disabled={known} autoComplete="off" autoFocus={!known} />
      </Form.Item>
      <Form.Item name="name" label={t('stock.name')}>
        <Input maxLength={200} autoComplete="off" placeholder={t('stock.pools.name_hint')} />
      </Form.Item>
      <WholeField
        name={['quota']}
        label={t('stock.pools.quota')}
        extra={t('stock.pools.quota_hint')}
        range={[1, unitsMax]}
        required
      />
      <Form.Item name="shops" label={t('stock.pools.shops')} extra={t('stock.pools.shops_hint')}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={shops.map(({ code, name }) => ({ value: code, label: name || code }))}
        />
      </Form.Item>
      <Form.Item
        name="channels"
        label={t('stock.pools.channels')}
        extra={t('stock.pools.channels_hint')}
      >
        <Select
          mode="multiple"
          options={channels.map((channel) => ({ value: channel, label: channel }))}
        />
      </Form.Item>
      <Form.Item name="falls_back" valuePropName="checked" extra={t('stock.pools.falls_back_hint')}>
        <Checkbox>{t('stock.pools.falls_back')}</Checkbox>
      </Form.Item>
    </>
  );
}

function PoolDialog({ of, onClose }: { of: Pool | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const refused = useFaults(form, (pointer) => {
    const name = pointer.slice(1);
    return fields.includes(name) ? [name] : undefined;
  });
  const save = useWriting(setPool, {
    done: () => t('stock.saved'),
    after: onClose,
    refused,
    renew: ['pools', 'stock', 'audit'],
  });
  function submit({ code, name, quota, falls_back, shops, channels }: Values) {
    const body = { name: name.trim(), quota: quota ?? 0, falls_back, shops, channels };
    save.run(code.trim(), of?.version ?? 0, body);
  }
  return (
    <Modal
      open
      title={t(of ? 'stock.pools.edit' : 'stock.pools.add')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.save')}
      confirmLoading={save.busy}
    >
      <Form form={form} layout="vertical" initialValues={of ?? fresh} onFinish={submit}>
        <PoolFields known={Boolean(of)} />
      </Form>
      {of && <Versions kind="pool" name={of.code} tag={`"${of.version}"`} onDone={onClose} />}
    </Modal>
  );
}

function useColumns(onEdit: ((one: Pool) => void) | undefined): Column<Pool>[] {
  const { t } = useTranslation();
  const all: Column<Pool>[] = [
    {
      key: 'name',
      title: t('stock.pool'),
      render: ({ code, name }) => (
        <>
          {name || code}
          {name && <small className="quiet block number">{code}</small>}
        </>
      ),
    },
    {
      key: 'quota',
      title: t('stock.pools.quota'),
      width: 110,
      align: 'right',
      render: ({ quota }) => <Units of={quota} />,
    },
    {
      key: 'shops',
      title: t('stock.pools.for_whom'),
      render: ({ shops, channels, falls_back }) => (
        <>
          {shops.map((code) => (
            <ShopName key={code} code={code} />
          ))}
          {channels.map((channel) => (
            <span key={channel} className="block">
              {channel}
            </span>
          ))}
          {!shops.length && !channels.length && (
            <span className="quiet">{t('stock.pools.no_shops')}</span>
          )}
          {falls_back && <small className="quiet block">{t('stock.pools.falls_back')}</small>}
        </>
      ),
    },
    {
      key: 'stock',
      title: '',
      width: 90,
      render: ({ code }) => <Link to={stockAddress({ pool: code })}>{t('stock.skus.stock')}</Link>,
    },
  ];
  if (!onEdit) return all;
  const act: Column<Pool> = {
    key: 'act',
    title: t('alerts.actions'),
    width: 170,
    align: 'right',
    render: (one) => (
      <span className="user-actions">
        <Button size="small" onClick={() => onEdit(one)}>
          {t('common.edit')}
        </Button>
        <Removal
          name={one.name || one.code}
          hint={t('stock.pools.remove_hint')}
          act={(key) => removePool(key, one.code)}
          renew={['pools', 'stock', 'audit']}
        />
      </span>
    ),
  };
  return [...all, act];
}

export function Pools() {
  const { t } = useTranslation();
  const query = usePools();
  const may = useMay('stock');
  const [editing, setEditing] = useState<Pool | 'new'>();
  const columns = useColumns(may ? setEditing : undefined);
  const rows = query.data?.items;
  return (
    <Card
      title={t('stock.pools.title')}
      hint={t('stock.pools.hint')}
      extra={
        may && (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
            {t('stock.pools.add')}
          </Button>
        )
      }
    >
      {query.isPending && <Loading rows={3} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {rows?.length === 0 && <p className="card-text quiet">{t('stock.pools.empty')}</p>}
      {rows && rows.length > 0 && (
        <DataTable
          label={t('stock.pools.title')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.code}
        />
      )}
      {editing && (
        <PoolDialog
          of={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Card>
  );
}
