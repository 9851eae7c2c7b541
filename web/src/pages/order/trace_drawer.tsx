import { Alert, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMessage } from '../../api/messages';
import type { TraceItem } from '../../api/types';
import { Facts } from '../../parts/page';
import { RawBody } from '../../parts/raw_body';
import { Failure, Loading } from '../../parts/states';
import { Copyable, Moment, useStateName } from '../../parts/words';
import { useVerdict } from './trace';

/** What the hub took from the message: the other half of "raw beside decoded". */
function Decoded({ item, shop }: { item: TraceItem; shop: string }) {
  const { t } = useTranslation();
  const name = useStateName();
  const verdict = useVerdict();
  const moment = (at: string | null, clock: string) => (
    <Moment at={at} clock={clock} shop={shop} full />
  );
  return (
    <Facts
      rows={[
        [t('trace.verdict_name'), <b key="v">{verdict(item) || '—'}</b>],
        [t('trace.axis'), item.axis ? t(`axis.${item.axis}` as 'axis.payment') : '—'],
        [t('trace.change'), `${name(item.from, item.axis)} → ${name(item.to, item.axis)}`],
        [t('trace.subject'), item.subject ?? '—'],
        [t('trace.detail'), item.detail ?? '—'],
        [t('trace.source'), item.source],
        [t('trace.actor'), item.actor === 'platform' ? t('trace.actor_platform') : item.actor],
        [t('clock.event'), moment(item.occurred_at, t('clock.event'))],
        [t('clock.recorded'), moment(item.at, t('clock.recorded'))],
        [
          t('trace.transaction_id'),
          item.transaction_id ? <Copyable text={item.transaction_id} /> : '—',
        ],
        [
          t('trace.message_id'),
          item.message_id ? (
            <Link to={`/messages?id=${item.message_id}`}>#{item.message_id}</Link>
          ) : (
            '—'
          ),
        ],
      ]}
    />
  );
}

function Raw({ id }: { id: string }) {
  const message = useMessage(id);
  if (message.isPending) return <Loading rows={6} />;
  if (message.isError)
    return <Failure error={message.error} retry={() => void message.refetch()} />;
  return <RawBody message={message.data} />;
}

export function TraceDrawer(props: {
  item: TraceItem | undefined;
  shop: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { item } = props;
  const why = item?.verdict === 'refused' ? t('trace.why') : t('trace.why_not');
  return (
    <Drawer
      title={t('order.trace')}
      open={item !== undefined}
      onClose={props.onClose}
      width="min(1080px, 94vw)"
      destroyOnHidden
    >
      {item && (
        <>
          {item.reason && (
            <Alert
              type={item.accepted ? 'info' : 'error'}
              showIcon
              className="trace-reason"
              message={item.event ? t('common.reason') : why}
              description={item.reason}
            />
          )}
          {item.inferred && <Alert type="info" showIcon message={t('trace.inferred_hint')} />}
          <div className="beside">
            <section>
              <h3>{t('trace.raw')}</h3>
              {item.message_id ? <Raw id={item.message_id} /> : <p className="quiet">—</p>}
            </section>
            <section>
              <h3>{t('trace.decoded')}</h3>
              <Decoded item={item} shop={props.shop} />
            </section>
          </div>
        </>
      )}
    </Drawer>
  );
}
