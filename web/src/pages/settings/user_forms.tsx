// Making a user, and changing what he is called and may do.
import { Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { createUser, editUser } from '../../api/users';
import type { User } from '../../api/types';
import { useWriting } from '../../parts/writing';
import { ShopsField } from './access_fields';
import { RoleField, rolesOfPeople } from './role_field';
import { shopsOf, userPatch, type UserValues } from './user_values';

const loginPattern = /^[a-z0-9_-]{1,64}$/;

function NameField() {
  const { t } = useTranslation();
  return (
    <Form.Item name="name" label={t('settings.users.name')} extra={t('settings.users.name_hint')}>
      <Input maxLength={100} autoComplete="off" />
    </Form.Item>
  );
}

type NewValues = UserValues & { login: string };

/** What came of it: a password to be shown once, or a user who is still being made. */
export type Made = { login: string; password?: string };
type NewProps = { open: boolean; onClose: () => void; onMade: (made: Made) => void };

export function NewUserForm({ open, onClose, onMade }: NewProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<NewValues>();
  const create = useWriting(createUser, {
    done: (made) => {
      onMade({ login: made.login, password: made.one_time_password });
      return undefined;
    },
    later: () => {
      onMade({ login: form.getFieldValue('login') as string });
      return undefined;
    },
    after: onClose,
    renew: ['users', 'audit'],
  });
  return (
    <Modal
      open={open}
      title={t('settings.users.add')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('settings.users.add')}
      confirmLoading={create.busy}
      destroyOnHidden
    >
      <Form<NewValues>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ role: 'support' }}
        onFinish={({ login, name, role, shops }) =>
          create.run({ login, name: name?.trim() ?? '', role, shops: shopsOf({ role, shops }) })
        }
      >
        <Form.Item
          name="login"
          label={t('settings.users.login')}
          extra={t('settings.users.login_hint')}
          rules={[
            { required: true, message: t('common.required') },
            { pattern: loginPattern, message: t('failure.field.login') },
          ]}
        >
          <Input maxLength={64} autoComplete="off" autoFocus />
        </Form.Item>
        <NameField />
        <RoleField roles={rolesOfPeople} />
        <ShopsField />
      </Form>
    </Modal>
  );
}

export function EditUserForm({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<UserValues>();
  const own = useSession().data?.login === user.login;
  const save = useWriting(editUser, {
    done: () => t('settings.users.saved'),
    after: onClose,
    // Whoever takes a right from himself is no longer offered it.
    renew: own ? ['users', 'audit', 'session'] : ['users', 'audit'],
  });
  function submit(values: UserValues) {
    const patch = userPatch(user, values);
    if (Object.keys(patch).length === 0) onClose();
    else save.run(user, patch);
  }
  return (
    <Modal
      open
      title={t('settings.users.edit_title', { login: user.login })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.save')}
      confirmLoading={save.busy}
    >
      <Form<UserValues>
        form={form}
        layout="vertical"
        initialValues={{ name: user.name, role: user.role, shops: user.shops ?? [] }}
        onFinish={submit}
      >
        <NameField />
        <RoleField roles={rolesOfPeople} />
        <ShopsField />
      </Form>
    </Modal>
  );
}
