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

type Props = {
  roles: readonly Role[];
  without?: string; // what it means to leave it out, where that can be done
};

/** A role, each with what it may do. */
export function RoleField({ roles: offered, without }: Props) {
  const { t } = useTranslation();
  return (
    <Form.Item noStyle shouldUpdate={(before, now) => before.role !== now.role}>
      {({ getFieldValue }) => (
        <Form.Item
          name="role"
          label={t('role_name')}
          extra={getFieldValue('role') ? t(`role_hint.${getFieldValue('role') as Role}`) : without}
        >
          <Select
            listHeight={400}
            allowClear={without !== undefined}
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
