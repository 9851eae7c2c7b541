// What a page shows when it has nothing to show yet, nothing at all, or may not.
import {
  CheckCircleOutlined,
  DisconnectOutlined,
  HourglassOutlined,
  LockOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, isUnreachable } from '../api/client';
import { useSession } from '../api/session';
import { useFieldWords } from './writing';

export function Loading({ rows = 8 }: { rows?: number }) {
  return (
    <div className="loading" role="status" aria-busy="true">
      <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />
    </div>
  );
}

type NothingProps = { title: string; hint?: string; icon?: ReactNode; action?: ReactNode };

export function Nothing({ title, hint, icon, action }: NothingProps) {
  return (
    <div className="nothing">
      <div className="nothing-icon" aria-hidden="true">
        {icon ?? <CheckCircleOutlined />}
      </div>
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {action}
    </div>
  );
}

export function NoPermission() {
  const { t } = useTranslation();
  const role = useSession().data?.role;
  return (
    <Nothing
      icon={<LockOutlined aria-hidden />}
      title={t('failure.no_permission')}
      hint={t('failure.no_permission_hint', { role: role ? t(`role.${role}`) : '—' })}
    />
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t, i18n } = useTranslation();
  const field = useFieldWords();
  const again = retry && <Button onClick={retry}>{t('common.retry')}</Button>;
  if (error instanceof ApiProblem && error.status === 403) return <NoPermission />;
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <Nothing
        icon={<WarningOutlined aria-hidden />}
        title={t('failure.not_found')}
        hint={t('failure.not_found_hint')}
      />
    );
  }
  if (error instanceof ApiProblem && error.status === 410) {
    return <Nothing icon={<LockOutlined aria-hidden />} title={t('failure.gone')} />;
  }
  if (error instanceof ApiProblem && error.status === 429) {
    return (
      <Nothing
        icon={<HourglassOutlined aria-hidden />}
        title={t('failure.busy')}
        hint={
          error.retryAfterS ? t('failure.busy_hint', { seconds: error.retryAfterS }) : undefined
        }
        action={again}
      />
    );
  }
  if (isUnreachable(error)) {
    return (
      <Nothing
        icon={<DisconnectOutlined aria-hidden />}
        title={t('failure.unreachable')}
        hint={t('failure.unreachable_hint')}
        action={again}
      />
    );
  }
  const key = `failure.code.${error instanceof ApiProblem ? error.code : ''}`;
  const known = i18n.exists(key) ? t(key as 'failure.code.busy') : undefined;
  const fields = error instanceof ApiProblem ? error.errors.map(field).join(' · ') : '';
  const detail = known ?? (fields || (error instanceof Error ? error.message : String(error)));
  return (
    <Nothing
      icon={<WarningOutlined aria-hidden />}
      title={t('failure.failed')}
      hint={detail}
      action={again}
    />
  );
}
