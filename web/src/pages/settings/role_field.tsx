import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Role, RoleOfPeople } from '../../api/types';

export const rolesOfPeople: readonly RoleOfPeople[] = [
  'owner',
  'operations',
  'warehouse',
  'finance',
  'support',
  'read_only',
];
export const roles: readonly Role[] = [...rolesOfPeople, 'metrics'];

/** A role, each with what it may do. */
export function RoleField({ roles: offered }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  return (
    <Form.Item noStyle shouldUpdate={(before, now) => before.role !== now.role}>
      {({ getFieldValue }) => (
        <Form.Item
          name="role"
          label={t('role_name')}
          extra={t(`role_hint.${getFieldValue('role') as Role}`)}
        >
          <Select
            listHeight={400}
            popupMatchSelectWidth={470}
            classNames={{ popup: { root: 'role-options' } }}
            options={offered.map((value) => ({ value, label: t(`role.${value}`) }))}
            optionRender={({ value }) => (
              <>
                {t(`role.${value as Role}`)}
                <small className="quiet block">{t(`role_hint.${value as Role}`)}</small>
              </>
            )}
          />
        </Form.Item>
      )}
    </Form.Item>
  );
}
