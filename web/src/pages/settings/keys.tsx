import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createKey, revokeKey, useKeys } from '../../api/keys';
import type { CreatedKey, Key, Role } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { Once } from './once';
import { RoleField, roles } from './role_field';

type Values = { name?: string; role: Role };

function NewKey({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
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
          onFinish={({ name, role }) => create.run(name?.trim() ?? '', role)}
        >
          <Form.Item
            name="name"
            label={t('settings.keys.name')}
            extra={t('settings.keys.name_hint')}
          >
            <Input maxLength={200} autoFocus />
          </Form.Item>
          <RoleField roles={roles} />
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

export function Keys() {
  const { t } = useTranslation();
  const query = useKeys();
  const [adding, setAdding] = useState(false);
  const columns: Column<Key>[] = [
    {
      key: 'name',
      title: t('settings.keys.name'),
      render: (key) => key.name || <span className="quiet">{t('settings.keys.unnamed')}</span>,
    },
    {
      key: 'role',
      title: t('role_name'),
      width: 160,
      render: (key) => t(`role.${key.role}`),
    },
    {
      key: 'created_at',
      title: t('clock.created_at'),
      width: 200,
      render: (key) => <Moment at={key.created_at} clock={t('clock.created_at')} />,
    },
    { key: 'act', title: '', width: 100, align: 'right', render: (key) => <Revoke of={key} /> },
  ];
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
