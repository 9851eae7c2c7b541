import { PlusOutlined, SendOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removeReceiver, testReceiver, useReceivers } from '../../api/telling';
import type { Receiver } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { ReceiverDrawer } from './receiver_drawer';
import { Removal } from '../../parts/removal';
import { TestDialog } from './test_dialog';

type Sent = { name: string; call: string };
type ActionProps = { onEdit: (receiver: Receiver) => void; onSent: (sent: Sent) => void };

const nameOf = ({ name, code }: Receiver) => name || code;

/** Where it leads, as far as that is no secret. */
function whereTo({ credentials }: Receiver): string {
  const { to, phones, endpoint } = credentials as Record<string, unknown>;
  const shown = to ?? phones ?? endpoint;
  return Array.isArray(shown) ? shown.join(' · ') : String(shown ?? '');
}

function Actions({ of, onEdit, onSent }: ActionProps & { of: Receiver }) {
  const { t } = useTranslation();
  const test = useWriting(testReceiver, {
    done: ({ call_id: call }) => {
      onSent({ name: nameOf(of), call });
      return undefined;
    },
    renew: ['outbox'],
  });
  return (
    <span className="user-actions">
      <Button
        size="small"
        icon={<SendOutlined aria-hidden />}
        loading={test.busy}
        onClick={() => test.run(of.code)}
      >
        {t('telling.receivers.test')}
      </Button>
      <Button size="small" onClick={() => onEdit(of)}>
        {t('common.edit')}
      </Button>
      <Removal
        name={nameOf(of)}
        act={(key) => removeReceiver(key, of.code)}
        renew={['receivers']}
      />
    </span>
  );
}

function useColumns(actions: ActionProps): Column<Receiver>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('telling.name'),
      render: (receiver) => (
        <>
          <b>{nameOf(receiver)}</b>
          <small className="quiet block">{receiver.code}</small>
        </>
      ),
    },
    {
      key: 'kind',
      title: t('telling.receivers.kind'),
      render: (receiver) => (
        <>
          {t(`telling.kind.${receiver.kind}`)}
          <small className="quiet block">{whereTo(receiver)}</small>
        </>
      ),
    },
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 110,
      render: ({ paused }) => (
        <Pill tone={paused ? 'grey' : 'green'}>
          {t(paused ? 'telling.state.paused' : 'telling.state.active')}
        </Pill>
      ),
    },
    {
      key: 'act',
      title: t('alerts.actions'),
      width: 290,
      align: 'right',
      render: (receiver) => <Actions of={receiver} {...actions} />,
    },
  ];
}

export function Receivers() {
  const { t } = useTranslation();
  const query = useReceivers();
  const [editing, setEditing] = useState<Receiver | 'new'>();
  const [sent, setSent] = useState<Sent>();
  const columns = useColumns({ onEdit: setEditing, onSent: setSent });
  const receivers = query.data?.items;
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
      {t('telling.receivers.add')}
    </Button>
  );
  return (
    <>
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {receivers?.length === 0 && (
        <Nothing
          icon={<SendOutlined aria-hidden />}
          title={t('telling.receivers.empty')}
          hint={t('telling.receivers.empty_hint')}
          action={add}
        />
      )}
      {receivers && receivers.length > 0 && (
        <>
          <div className="bulk">{add}</div>
          <DataTable
            stacks
            label={t('telling.tabs.receivers')}
            columns={columns}
            rows={receivers}
            rowKey={(receiver) => receiver.code}
          />
        </>
      )}
      {editing && (
        <ReceiverDrawer
          receiver={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {sent && <TestDialog {...sent} onClose={() => setSent(undefined)} />}
    </>
  );
}
