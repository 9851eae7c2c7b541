import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createKey, revokeKey, useKeys } from '../../api/keys';
import type { CreatedKey, Key } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import {
  ExpiryField,
  PerMinuteField,
  ScopesField,
  ShopsField,
  ShopsOf,
  ViewField,
} from './access_fields';
import { newKey, type KeyValues } from './key_values';
import { Once } from './once';
import { RoleField, roles } from './role_field';

function NewKey({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<KeyValues>();
  const [made, setMade] = useState<CreatedKey>();
  const create = useWriting(createKey, {
    done: (key) => {
      setMade(key);
      return undefined;
    },
    after: onClose,
    renew: ['keys'],
  });
  return (
    <>
      <Modal
        open={open}
        title={t('settings.keys.add')}
        onCancel={onClose}
        onOk={() => form.submit()}
        okText={t('settings.keys.add')}
        confirmLoading={create.busy}
        destroyOnHidden
      >
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          initialValues={{ role: 'operations' }}
          onFinish={(values) => create.run(newKey(values, Date.now()))}
        >
          <Form.Item
            name="name"
            label={t('settings.keys.name')}
            extra={t('settings.keys.name_hint')}
          >
            <Input maxLength={200} autoFocus />
          </Form.Item>
          <RoleField roles={roles} without={t('settings.keys.no_role')} />
          <ScopesField />
          <ShopsField />
          <ViewField />
          <ExpiryField />
          <PerMinuteField />
        </Form>
      </Modal>
      {made && (
        <Once
          title={t('settings.keys.created')}
          hint={t('settings.keys.shown_once')}
          text={made.key}
          onClose={() => setMade(undefined)}
        />
      )}
    </>
  );
}

function Revoke({ of }: { of: Key }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const revoke = useWriting(revokeKey, { done: () => t('settings.keys.revoked'), renew: ['keys'] });
  const ask = () =>
    void modal.confirm({
      title: t('settings.keys.revoke_title', { name: of.name || t('settings.keys.unnamed') }),
      content: t('settings.keys.revoke_hint'),
      okText: t('settings.keys.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.run(of.id),
    });
  return (
    <Button danger size="small" loading={revoke.busy} onClick={ask}>
      {t('settings.keys.revoke')}
    </Button>
  );
}

function Rights({ of }: { of: Key }) {
  const { t } = useTranslation();
  const parts = of.view?.map((part) => t(`view_part.${part}`)).join(t('settings.access.and'));
  return (
    <>
      {of.role && t(`role.${of.role}`)}
      {of.scopes && <small className="quiet block">{of.scopes.join(' ')}</small>}
      {of.view && (
        <small className="quiet block">
          {t('settings.access.view')}: {parts || t('settings.access.nothing')}
        </small>
      )}
    </>
  );
}

function Expiry({ at }: { at: string | null }) {
  const { t } = useTranslation();
  if (!at) return <span className="quiet">{t('settings.access.never')}</span>;
  if (Date.parse(at) <= Date.now()) return <Pill tone="red">{t('settings.access.expired')}</Pill>;
  return <Moment at={at} clock={t('settings.access.expires_at')} />;
}

function PerMinute({ of }: { of: number | null }) {
  const { t } = useTranslation();
  if (of === null) return <span className="quiet">{t('settings.access.as_hub')}</span>;
  return <>{of === 0 ? t('settings.access.no_limit') : of}</>;
}

function useColumns(): Column<Key>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('settings.keys.name'),
      render: (key) => key.name || <span className="quiet">{t('settings.keys.unnamed')}</span>,
    },
    {
      key: 'role',
      title: t('settings.access.rights'),
      render: (key) => <Rights of={key} />,
    },
    {
      key: 'shops',
      title: t('settings.access.shops'),
      width: 150,
      render: (key) => <ShopsOf codes={key.shops} />,
    },
    {
      key: 'expires_at',
      title: t('settings.access.expires_at'),
      width: 150,
      render: (key) => <Expiry at={key.expires_at} />,
    },
    {
      key: 'per_minute',
      title: t('settings.access.per_minute'),
      width: 120,
      render: (key) => <PerMinute of={key.per_minute} />,
    },
    {
      key: 'created_at',
      title: t('clock.created_at'),
      width: 150,
      render: (key) => <Moment at={key.created_at} clock={t('clock.created_at')} />,
    },
    { key: 'act', title: '', width: 100, align: 'right', render: (key) => <Revoke of={key} /> },
  ];
}

export function Keys() {
  const { t } = useTranslation();
  const query = useKeys();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('settings.keys.add')}
    </Button>
  );
  const keys = query.data?.items;
  return (
    <>
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {keys?.length === 0 && (
        <Nothing
          icon={<KeyOutlined aria-hidden />}
          title={t('settings.keys.empty')}
          hint={t('settings.keys.empty_hint')}
          action={add}
        />
      )}
      {keys && keys.length > 0 && (
        <>
          <div className="bulk">{add}</div>
          <DataTable
            stacks
            label={t('settings.tabs.keys')}
            columns={columns}
            rows={keys}
            rowKey={(key) => key.id}
          />
        </>
      )}
      <NewKey open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
