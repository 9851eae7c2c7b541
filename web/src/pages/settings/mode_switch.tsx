import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { setMode, useMode, useStats } from '../../api/hub';
import type { Mode, ModeState } from '../../api/types';
import { Failure, Loading } from '../../parts/states';
import { Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';

const modes: readonly Mode[] = ['normal', 'queue_only', 'shed'];
const tones: Record<Mode, string> = { normal: 'green', queue_only: 'amber', shed: 'red' };

function Figures() {
  const { t, i18n } = useTranslation();
  const stats = useStats().data;
  if (!stats) return null;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <p className="quiet">
      {t('shops.backlog')} {number.format(stats.backlog)} · {t('shops.waiting')}{' '}
      {number.format(stats.waiting)} · {t('shops.parked')} {number.format(stats.parked)} ·{' '}
      {t('nav.orders')} {number.format(stats.orders)} · {t('nav.messages')}{' '}
      {number.format(stats.messages ?? 0)}
    </p>
  );
}

function Origin({ now }: { now: ModeState }) {
  const { t, i18n } = useTranslation();
  if (!now.by || !now.since) return null;
  const number = new Intl.NumberFormat(i18n.language);
  const since = new Date(now.since).toLocaleString(i18n.language);
  return (
    <p className="quiet">
      {now.cause
        ? t('settings.mode.by_itself', { since, cause: t(`settings.mode.cause_${now.cause}`) })
        : t('settings.mode.by_person', { since, by: now.by })}
      {now.measured && (
        <>
          {' '}
          {t('settings.mode.measured', {
            rate: number.format(now.measured.accepted_per_s),
            usual: number.format(now.measured.usual_peak_per_s),
            slow: number.format(now.measured.slow_ms_p95),
          })}
        </>
      )}
    </p>
  );
}

export function ModeSwitch() {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const query = useMode();
  const change = useWriting(setMode, {
    done: ({ mode }) => t('settings.mode.done', { mode: t(`settings.mode.${mode}`) }),
    renew: ['mode'],
  });
  if (query.isPending) return <Loading rows={4} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { value: now, tag } = query.data;
  const ask = (mode: Mode) =>
    void modal.confirm({
      title: t('settings.mode.confirm', { mode: t(`settings.mode.${mode}`) }),
      content: t(`settings.mode.${mode}_hint`),
      okButtonProps: { danger: mode === 'shed' },
      onOk: () => change.run(tag, mode),
    });
  return (
    <>
      <Figures />
      <Origin now={now} />
      <div className="modes">
        {modes.map((mode) => (
          <section key={mode} className={mode === now.mode ? 'mode here' : 'mode'}>
            <h2>
              <Pill tone={tones[mode]}>{t(`settings.mode.${mode}`)}</Pill>
            </h2>
            <p>{t(`settings.mode.${mode}_hint`)}</p>
            {mode === now.mode ? (
              <b className="quiet">{t('settings.mode.current')}</b>
            ) : (
              <Button loading={change.busy} onClick={() => ask(mode)}>
                {t('settings.mode.switch')}
              </Button>
            )}
          </section>
        ))}
      </div>
    </>
  );
}
