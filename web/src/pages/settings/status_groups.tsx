// Under which groups statuses are reported: names, order, and what each holds.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { useMay } from '../../api/session';
import { setStatusGroups, useStatusGroups } from '../../api/status_maps';
import type { StatusGroups as Groups } from '../../api/types';
import { statuses, type Status } from '../../base/order_filters';
import {
  labelBesideShipped,
  missing,
  place,
  trouble,
  type StatusGroup,
} from '../../base/status_groups';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { Versions } from './versions';

type Row = StatusGroup & { at: number };
type EditProps = {
  groups: StatusGroup[];
  onChange: (groups: StatusGroup[]) => void;
  fixed: boolean;
};

function useColumns({ groups, onChange, fixed }: EditProps): Column<Row>[] {
  const { t } = useTranslation();
  const change = (at: number, part: Partial<StatusGroup>) =>
    onChange(groups.map((group, index) => (index === at ? { ...group, ...part } : group)));
  const text = (row: Row, label: string, value: string, set: (text: string) => void) => (
    <Input
      value={value}
      maxLength={64}
      disabled={fixed}
      aria-label={`${label} ${row.at + 1}`}
      onChange={(event) => set(event.target.value)}
    />
  );
  return [
    {
      key: 'zh',
      title: t('settings.groups.zh'),
      width: 150,
      render: (row) =>
        text(row, t('settings.groups.zh'), row.name.zh, (zh) =>
          change(row.at, { name: { ...row.name, zh } }),
        ),
    },
    {
      key: 'en',
      title: t('settings.groups.en'),
      width: 180,
      render: (row) =>
        text(row, t('settings.groups.en'), row.name.en, (en) =>
          change(row.at, { name: { ...row.name, en } }),
        ),
    },
    {
      key: 'code',
      title: t('settings.groups.code'),
      width: 140,
      render: (row) =>
        text(row, t('settings.groups.code'), row.code, (code) => change(row.at, { code })),
    },
    {
      key: 'statuses',
      title: t('settings.groups.statuses'),
      render: (row) => (
        <Select<Status[]>
          mode="multiple"
          className="group-statuses"
          disabled={fixed}
          aria-label={`${t('settings.groups.statuses')} ${row.at + 1}`}
          status={labelBesideShipped(row) ? 'error' : ''}
          value={row.statuses}
          options={statuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
          onChange={(chosen) => onChange(place(groups, row.at, chosen))}
        />
      ),
    },
    {
      key: 'act',
      title: '',
      width: 56,
      render: (row) => (
        <Button
          type="text"
          disabled={fixed}
          aria-label={`${t('settings.groups.remove')} ${row.at + 1}`}
          icon={<DeleteOutlined aria-hidden />}
          onClick={() => onChange(groups.filter((_, index) => index !== row.at))}
        />
      ),
    },
  ];
}

function Trouble({ groups }: { groups: StatusGroup[] }) {
  const { t } = useTranslation();
  const what = trouble(groups);
  if (!what) return null;
  const left = missing(groups).map((status) => t(`status.${status}`));
  return (
    <Alert
      showIcon
      type="warning"
      message={t(`settings.groups.trouble.${what}`, { statuses: left.join('、') })}
    />
  );
}

function Editor({ now }: { now: Versioned<Groups> }) {
  const { t } = useTranslation();
  const may = useMay('settings');
  const [groups, setGroups] = useState(now.value.groups);
  const columns = useColumns({ groups, onChange: setGroups, fixed: !may });
  const save = useWriting(setStatusGroups, {
    done: () => t('settings.groups.saved'),
    renew: ['status-groups', 'group-counts'],
  });
  const fresh: StatusGroup = { code: '', name: { zh: '', en: '' }, statuses: [] };
  return (
    <>
      <DataTable
        label={t('settings.tabs.status_groups')}
        columns={columns}
        rows={groups.map((group, at) => ({ ...group, at }))}
        rowKey={(row) => String(row.at)}
      />
      <Trouble groups={groups} />
      {may && (
        <div className="map-bar">
          <Button
            icon={<PlusOutlined aria-hidden />}
            disabled={groups.length === statuses.length}
            onClick={() => setGroups([...groups, fresh])}
          >
            {t('settings.groups.add')}
          </Button>
          <Button
            type="primary"
            loading={save.busy}
            disabled={trouble(groups) !== undefined}
            onClick={() => save.run(now.tag, { groups })}
          >
            {t('common.save')}
          </Button>
        </div>
      )}
    </>
  );
}

// Groups that somebody else has changed are shown anew: nobody saves over what he has not seen.
export function StatusGroupsEditor() {
  const { t } = useTranslation();
  const query = useStatusGroups();
  if (query.isPending) return <Loading rows={6} />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <div className="versioned">
        <p className="quiet">{t('settings.groups.hint')}</p>
        <Versions kind="status_groups" tag={query.data.tag} />
      </div>
      <Editor key={query.data.tag} now={query.data} />
    </>
  );
}
