import { PlusOutlined, TeamOutlined } from '@ant-design/icons';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import type { User } from '../../api/types';
import { editUser, resetPassword, useUsers } from '../../api/users';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { ShopsOf } from './access_fields';
import { Once } from './once';
import { EditUserForm, NewUserForm, type Made } from './user_forms';

function State({ of }: { of: User }) {
  const { t } = useTranslation();
  if (of.disabled) return <Pill tone="red">{t('settings.users.state.disabled')}</Pill>;
  if (of.one_time) return <Pill tone="amber">{t('settings.users.state.one_time')}</Pill>;
  return <Pill tone="green">{t('settings.users.state.active')}</Pill>;
}

function useShutOut(user: User) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { login, disabled } = user;
  const act = disabled ? 'let_in' : 'shut_out';
  const change = useWriting(editUser, {
    done: ({ disabled: out }) =>
      t(out ? 'settings.users.shut_out_done' : 'settings.users.let_in_done'),
    renew: ['users', 'audit'],
  });
  const ask = () =>
    void modal.confirm({
      title: t(`settings.users.${act}_title`, { login }),
      content: t(`settings.users.${act}_hint`),
      okText: t(`settings.users.${act}`),
      okButtonProps: { danger: !disabled },
      onOk: () => change.run(user, { disabled: !disabled }),
    });
  return { ask, busy: change.busy, act } as const;
}

function useReset({ login }: User, onMade: (made: Made) => void) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const reset = useWriting(resetPassword, {
    done: (made) => {
      onMade({ login, password: made.one_time_password });
      return undefined;
    },
    later: () => {
      onMade({ login });
      return undefined;
    },
    renew: ['users', 'audit'],
  });
  const ask = () =>
    void modal.confirm({
      title: t('settings.users.reset_title', { login }),
      content: t('settings.users.reset_hint'),
      okText: t('settings.users.reset'),
      onOk: () => reset.run(login),
    });
  return { ask, busy: reset.busy };
}

type ActionProps = { of: User; onEdit: (user: User) => void; onMade: (made: Made) => void };

/** One's own way in is not closed here: nobody could read the new password after it. */
function Actions({ of, onEdit, onMade }: ActionProps) {
  const { t } = useTranslation();
  const own = useSession().data?.login === of.login;
  const door = useShutOut(of);
  const reset = useReset(of, onMade);
  return (
    <span className="user-actions">
      <Button size="small" onClick={() => onEdit(of)}>
        {t('common.edit')}
      </Button>
      {!own && (
        <>
          <Button size="small" loading={reset.busy} onClick={reset.ask}>
            {t('settings.users.reset')}
          </Button>
          <Button size="small" danger={!of.disabled} loading={door.busy} onClick={door.ask}>
            {t(`settings.users.${door.act}`)}
          </Button>
        </>
      )}
    </span>
  );
}

function useColumns(actions: Omit<ActionProps, 'of'>): Column<User>[] {
  const { t } = useTranslation();
  const own = useSession().data?.login;
  return [
    {
      key: 'login',
      title: t('settings.users.login'),
      render: (user) => (
        <>
          <b>{user.login}</b>
          {user.login === own && <small className="quiet"> {t('settings.users.you')}</small>}
        </>
      ),
    },
    {
      key: 'name',
      title: t('settings.users.name'),
      render: (user) => user.name || <span className="quiet">—</span>,
    },
    { key: 'role', title: t('role_name'), width: 130, render: (u) => t(`role.${u.role}`) },
    {
      key: 'shops',
      title: t('settings.access.shops'),
      width: 150,
      render: (user) => <ShopsOf codes={user.shops} />,
    },
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 190,
      render: (user) => <State of={user} />,
    },
    {
      key: 'created_at',
      title: t('clock.created_at'),
      width: 150,
      render: (user) => <Moment at={user.created_at} clock={t('clock.created_at')} />,
    },
    {
      key: 'act',
      title: t('alerts.actions'),
      width: 290,
      align: 'right',
      render: (user) => <Actions of={user} {...actions} />,
    },
  ];
}

/** The password, or that it will not be known and another one must be given. */
function Outcome({ made, onClose }: { made: Made; onClose: () => void }) {
  const { t } = useTranslation();
  if (made.password) {
    return (
      <Once
        title={t('settings.users.password_of', { login: made.login })}
        hint={t('settings.users.shown_once')}
        text={made.password}
        onClose={onClose}
      />
    );
  }
  return (
    <Modal
      open
      title={t('settings.users.under_way')}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('settings.users.understood')}
        </Button>
      }
    >
      <p>{t('settings.users.under_way_hint', { login: made.login })}</p>
    </Modal>
  );
}

export function Users() {
  const { t } = useTranslation();
  const query = useUsers();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<User>();
  const [made, setMade] = useState<Made>();
  const columns = useColumns({ onEdit: setEditing, onMade: setMade });
  const users = query.data?.items;
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('settings.users.add')}
    </Button>
  );
  return (
    <>
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {users?.length === 0 && (
        <Nothing
          icon={<TeamOutlined aria-hidden />}
          title={t('settings.users.empty')}
          hint={t('settings.users.empty_hint')}
          action={add}
        />
      )}
      {users && users.length > 0 && (
        <>
          <div className="bulk">{add}</div>
          <DataTable
            stacks
            label={t('settings.tabs.users')}
            columns={columns}
            rows={users}
            rowKey={(user) => user.id}
          />
        </>
      )}
      <NewUserForm open={adding} onClose={() => setAdding(false)} onMade={setMade} />
      {editing && <EditUserForm user={editing} onClose={() => setEditing(undefined)} />}
      {made && <Outcome made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}
