import { Alert, Drawer, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useCall } from '../../api/calls';
import type { CallBody, FullCallRecord } from '../../api/types';
import { callsAddress } from '../../base/call_filters';
import { Facts } from '../../parts/page';
import { Json } from '../../parts/raw_body';
import { Failure, Loading } from '../../parts/states';
import { Copyable, Moment, ShopName } from '../../parts/words';
import { AnswerStatus, OutcomePill, Why } from './call_words';

function Window({ call }: { call: FullCallRecord }) {
  const { t } = useTranslation();
  if (!call.window_from) return <>—</>;
  const clock = t('call_log.window');
  return (
    <>
      <Moment at={call.window_from} clock={clock} shop={call.shop} full /> …{' '}
      {call.window_to && <Moment at={call.window_to} clock={clock} shop={call.shop} full />}
    </>
  );
}

function AboutCall({ call: c }: { call: FullCallRecord }) {
  const { t } = useTranslation();
  const id = (text: string | null) => (text ? <Copyable text={text} /> : '—');
  return (
    <Facts
      rows={[
        [t('call_log.outcome_name'), <OutcomePill key="v" call={c} />],
        [t('call_log.why'), <Why key="v" call={c} />],
        [t('call_log.kind_name'), t(`call_log.kind.${c.kind}`)],
        [t('call_log.target'), `${c.method ?? ''} ${c.target}`.trim()],
        [t('call_log.status'), <AnswerStatus key="v" call={c} />],
        [
          t('call_log.started_at'),
          <Moment key="v" at={c.started_at} clock={t('call_log.started_at')} shop={c.shop} full />,
        ],
        [t('call_log.took'), t('call_log.ms', { ms: c.duration_ms })],
        [t('orders.shop'), <ShopName key="v" code={c.shop} />],
        [t('call_log.subject'), c.subject ?? '—'],
        [t('call_log.request_id'), id(c.request_id)],
        [t('call_log.answer_id'), id(c.answer_id)],
        [
          t('call_log.outbox'),
          c.outbox_id ? (
            <Link key="v" to={callsAddress({ outbox_id: c.outbox_id })}>
              #{c.outbox_id} · {t('call_log.attempts')}
            </Link>
          ) : (
            '—'
          ),
        ],
        [
          t('call_log.order'),
          c.order_id ? (
            <Link key="v" to={`/orders/${c.order_id}`}>
              #{c.order_id}
            </Link>
          ) : (
            '—'
          ),
        ],
        [t('call_log.window'), <Window key="v" call={c} />],
      ]}
    />
  );
}

function Body({ title, body }: { title: string; body: CallBody }) {
  const { t } = useTranslation();
  const size = t(body.cut ? 'call_log.cut' : 'call_log.bytes', { bytes: body.bytes });
  return (
    <section>
      <h3>
        {title} <small className="quiet">{size}</small>
      </h3>
      {body.encoding === 'base64' && <p className="quiet">{t('call_log.base64')}</p>}
      {body.text === '' && <p className="quiet">{t('call_log.empty_body')}</p>}
      {body.text && <Json text={body.text} />}
    </section>
  );
}

function Content({ call }: { call: FullCallRecord }) {
  const { t } = useTranslation();
  return (
    <Space direction="vertical" size={14} style={{ width: '100%' }}>
      <AboutCall call={call} />
      {call.bodies_withheld && <Alert type="info" message={t('call_log.withheld')} />}
      {!call.bodies_withheld && call.bodies_erased && (
        <Alert type="info" message={t('call_log.erased')} />
      )}
      {!call.bodies_withheld && !call.bodies_erased && call.answer.text === null && (
        <Alert type="info" message={t('call_log.not_kept')} />
      )}
      <div className="beside">
        <Body title={t('call_log.request')} body={call.request} />
        <Body title={t('call_log.answer')} body={call.answer} />
      </div>
    </Space>
  );
}

export function CallDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useCall(id);
  return (
    <Drawer
      title={`${t('call_log.id')} #${id ?? ''}`}
      open={id !== undefined}
      onClose={onClose}
      width="min(1080px, 94vw)"
    >
      {query.isLoading && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && <Content call={query.data} />}
    </Drawer>
  );
}
