import { MutedOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session';
import { liftSilence, useSilences } from '../../api/telling';
import type { Silence } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { About } from './kinds';
import { SilenceDialog, type SilenceFrom } from './silence_dialog';

function Lift({ id }: { id: string }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const lift = useWriting(liftSilence, {
    done: () => t('telling.silences.lifted'),
    renew: ['silences'],
  });
  const ask = () =>
    void modal.confirm({
      title: t('telling.silences.lift_title'),
      okText: t('telling.silences.lift'),
      onOk: () => lift.run(id),
    });
  return (
    <Button size="small" loading={lift.busy} onClick={ask}>
      {t('telling.silences.lift')}
    </Button>
  );
}

function useColumns(): Column<Silence>[] {
  const { t } = useTranslation();
  const may = useMay('alerts');
  const columns: Column<Silence>[] = [
    {
      key: 'about',
      title: t('alerts.about'),
      width: 220,
      render: (silence) => <About kinds={silence.kinds} shops={silence.shops} />,
    },
    { key: 'reason', title: t('common.reason'), render: ({ reason }) => reason ?? '—' },
    { key: 'by', title: t('telling.silences.by'), width: 140, render: (s) => s.created_by ?? '—' },
    {
      key: 'until',
      title: t('telling.silences.until'),
      width: 180,
      render: ({ until }) => <Moment at={until} clock={t('telling.silences.until')} />,
    },
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 110,
      render: ({ active }) => (
        <Pill tone={active ? 'amber' : 'grey'}>
          {t(active ? 'telling.state.active' : 'telling.state.ended')}
        </Pill>
      ),
    },
  ];
  if (!may) return columns;
  const act: Column<Silence> = {
    key: 'act',
    title: t('alerts.actions'),
    width: 100,
    align: 'right',
    render: ({ id, active }) => active && <Lift id={id} />,
  };
  return [...columns, act];
}

export function Silences() {
  const { t } = useTranslation();
  const query = useSilences();
  const may = useMay('alerts');
  const columns = useColumns();
  const [making, setMaking] = useState<SilenceFrom>();
  const silences = query.data?.items;
  const add = may && (
    <Button
      type="primary"
      icon={<PlusOutlined aria-hidden />}
      onClick={() => setMaking({ kinds: [], shops: [] })}
    >
      {t('telling.silences.add')}
    </Button>
  );
  return (
    <>
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {silences?.length === 0 && (
        <Nothing
          icon={<MutedOutlined aria-hidden />}
          title={t('telling.silences.empty')}
          hint={t('telling.silences.empty_hint')}
          action={add}
        />
      )}
      {silences && silences.length > 0 && (
        <>
          {add && <div className="bulk">{add}</div>}
          <DataTable
            stacks
            label={t('telling.tabs.silences')}
            columns={columns}
            rows={silences}
            rowKey={(silence) => silence.id}
          />
        </>
      )}
      {making && <SilenceDialog from={making} onClose={() => setMaking(undefined)} />}
    </>
  );
}
