import { BellOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAlertKinds } from '../../api/alerts';
import { removeRule, useAlertRules, useReceivers } from '../../api/telling';
import type { AlertRule, Receiver, ReceiverKind, Severity } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Pill } from '../../parts/words';
import { About } from './kinds';
import { Removal } from '../../parts/removal';
import { RuleDrawer } from './rule_drawer';
import { presets, presetValues, valuesOf, type RuleValues } from './rule_values';

const tones: Record<Severity, string> = { info: 'blue', warning: 'amber', critical: 'red' };

function Subject({ of: { match, metric } }: { of: AlertRule }) {
  const { t } = useTranslation();
  if (match) return <About kinds={match.kinds} shops={match.shops} />;
  if (!metric) return null;
  const { name, op, value, for_s: seconds = 0 } = metric;
  return <>{t('telling.rules.metric_words', { name, op, value, seconds })}</>;
}

function useColumns(receivers: Receiver[], onEdit: (rule: AlertRule) => void): Column<AlertRule>[] {
  const { t } = useTranslation();
  const every = (kind: ReceiverKind) =>
    t('telling.rules.every', { kind: t(`telling.kind.${kind}`) });
  const called = (code: string) => receivers.find((r) => r.code === code)?.name || code;
  return [
    {
      key: 'name',
      title: t('telling.name'),
      render: (rule) => (
        <>
          <b>{rule.name || rule.code}</b>
          {rule.paused && <small className="quiet"> {t('telling.state.paused')}</small>}
        </>
      ),
    },
    {
      key: 'about',
      title: t('telling.rules.about'),
      sentences: true,
      render: (rule) => <Subject of={rule} />,
    },
    {
      key: 'severity',
      title: t('telling.severity_name'),
      width: 100,
      render: ({ severity }) => (
        <Pill tone={tones[severity]}>{t(`telling.severity.${severity}`)}</Pill>
      ),
    },
    {
      key: 'targets',
      title: t('telling.rules.targets'),
      render: (rule) => [...rule.targets.map(called), ...rule.target_kinds.map(every)].join(' · '),
    },
    {
      key: 'act',
      title: t('alerts.actions'),
      width: 170,
      align: 'right',
      render: (rule) => (
        <span className="user-actions">
          <Button size="small" onClick={() => onEdit(rule)}>
            {t('common.edit')}
          </Button>
          <Removal
            name={rule.name || rule.code}
            act={(key) => removeRule(key, rule.code)}
            renew={['alert-rules']}
          />
        </span>
      ),
    },
  ];
}

/** A rule has somebody to tell: without receivers there is nothing to make. */
function Adding({
  receivers,
  onNew,
}: {
  receivers: Receiver[];
  onNew: (from: RuleValues) => void;
}) {
  const { t } = useTranslation();
  const kinds = useAlertKinds().data?.items;
  if (!receivers.length) return <p className="quiet">{t('telling.rules.no_receivers')}</p>;
  const items = presets.map((key) => ({
    key,
    label: t(`telling.rules.preset.${key}`),
    onClick: () => onNew(presetValues(key, receivers, kinds ?? [])),
  }));
  return (
    <span className="user-actions">
      <Button
        type="primary"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => onNew(valuesOf(undefined))}
      >
        {t('telling.rules.add')}
      </Button>
      <Dropdown menu={{ items }} trigger={['click']} disabled={!kinds}>
        <Button>{t('telling.rules.presets')}</Button>
      </Dropdown>
    </span>
  );
}

export function Rules() {
  const { t } = useTranslation();
  const query = useAlertRules();
  const receivers = useReceivers();
  const [editing, setEditing] = useState<AlertRule>();
  const [making, setMaking] = useState<RuleValues>();
  const known = receivers.data?.items ?? [];
  const columns = useColumns(known, setEditing);
  const failed = query.error ?? receivers.error;
  const again = () => [query, receivers].forEach((one) => one.isError && void one.refetch());
  if (failed) return <Failure error={failed} retry={again} />;
  if (!query.data || !receivers.data) return <Loading rows={4} />;
  const rules = query.data.items;
  const adding = <Adding receivers={known} onNew={setMaking} />;
  return (
    <>
      {rules.length === 0 ? (
        <Nothing
          icon={<BellOutlined aria-hidden />}
          title={t('telling.rules.empty')}
          hint={t('telling.rules.empty_hint')}
          action={adding}
        />
      ) : (
        <>
          <div className="bulk">{adding}</div>
          <DataTable
            stacks
            label={t('telling.tabs.rules')}
            columns={columns}
            rows={rules}
            rowKey={(rule) => rule.code}
          />
        </>
      )}
      {(editing || making) && (
        <RuleDrawer
          rule={editing}
          from={making}
          receivers={known}
          onClose={() => {
            setEditing(undefined);
            setMaking(undefined);
          }}
        />
      )}
    </>
  );
}
