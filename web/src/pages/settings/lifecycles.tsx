// What each axis allows, as a table from state to state.
import { useTranslation } from 'react-i18next';
import { useLifecycles } from '../../api/hub';
import type { components } from '../../api/schema';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { useStateName } from '../../parts/words';
import { Versions } from './versions';

type Lifecycle = components['schemas']['Lifecycle'];
const axes = ['payment', 'fulfilment', 'after_sale', 'parcel', 'refund'] as const;

function Steps({ axis, lifecycle }: { axis: string; lifecycle: Lifecycle }) {
  const { t } = useTranslation();
  const name = useStateName();
  const all = [...lifecycle.platform, ...lifecycle.hand];
  const from = [...new Set(all.map(([state]) => state ?? ''))];
  const has = (list: string[][], a: string, b: string) => list.some(([x, y]) => x === a && y === b);
  const to = (state: string) => [
    ...new Set(all.filter(([x]) => x === state).map(([, y]) => y ?? '')),
  ];
  return (
    <table className="table steps">
      <thead>
        <tr>
          <th>{t('settings.lifecycles.from')}</th>
          <th>{t('settings.lifecycles.to')}</th>
        </tr>
      </thead>
      <tbody>
        {from.map((state) => (
          <tr key={state}>
            <td>
              {name(state, axis)}
              {state === lifecycle.initial && (
                <small className="quiet"> {t('settings.lifecycles.initial')}</small>
              )}
            </td>
            <td>
              {to(state).map((next) => {
                const hand = has(lifecycle.hand, state, next);
                const both = hand && has(lifecycle.platform, state, next);
                const who = both ? 'both' : hand ? 'hand' : 'platform';
                return (
                  <span
                    key={next}
                    className={`step step-${who}`}
                    title={t(`settings.lifecycles.${who}`)}
                  >
                    {name(next, axis)}
                  </span>
                );
              })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Lifecycles() {
  const { t } = useTranslation();
  const query = useLifecycles(true);
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { value: lifecycles, tag } = query.data;
  return (
    <>
      <div className="lifecycles-head">
        <p className="quiet">
          {t('settings.lifecycles.hint')}{' '}
          <span className="step step-both">{t('settings.lifecycles.both')}</span>
          <span className="step step-platform">{t('settings.lifecycles.platform')}</span>
          <span className="step step-hand">{t('settings.lifecycles.hand')}</span>
        </p>
        <Versions kind="lifecycles" tag={tag} />
      </div>
      <div className="lifecycles">
        {axes.map((axis) => (
          <Card key={axis} title={t(`axis.${axis}`)}>
            <Steps axis={axis} lifecycle={lifecycles[axis]} />
          </Card>
        ))}
      </div>
    </>
  );
}
