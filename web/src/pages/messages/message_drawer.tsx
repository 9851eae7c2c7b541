import { Alert, Drawer, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMessage } from '../../api/messages';
import type { FullMessage } from '../../api/types';
import { Facts } from '../../parts/page';
import { Json, RawBody } from '../../parts/raw_body';
import { Failure, Loading } from '../../parts/states';
import { Copyable, Moment, ShopName } from '../../parts/words';
import { Amend } from './amend';
import { MessageActions } from './message_actions';
import { Detail, StatePill, useCode } from './message_words';

function AboutMessage({ message: m }: { message: FullMessage }) {
  const { t } = useTranslation();
  const link = (id: string | null, to: string) => (id ? <Link to={to}>#{id}</Link> : '—');
  return (
    <Facts
      rows={[
        [t('messages.state_name'), <StatePill key="v" state={m.state} />],
        [t('messages.kind_name'), `${t(`messages.kind.${m.kind}`)} · ${m.route}`],
        [t('orders.shop'), <ShopName key="v" code={m.shop} />],
        [
          t('clock.received_at'),
          <Moment key="v" at={m.received_at} clock={t('clock.received_at')} shop={m.shop} full />,
        ],
        [t('messages.caller'), m.caller],
        [t('messages.external_id'), m.external_id ? <Copyable text={m.external_id} /> : '—'],
        [t('messages.order'), link(m.order_id, `/orders/${m.order_id}`)],
        [t('messages.replay_of'), link(m.replay_of, `/messages?id=${m.replay_of}`)],
        [t('messages.resolved_by'), link(m.resolved_by, `/messages?id=${m.resolved_by}`)],
      ]}
    />
  );
}

function Wrong({ message: m }: { message: FullMessage }) {
  const { t } = useTranslation();
  const code = useCode();
  if (m.state === 'waiting')
    return <Alert type="info" showIcon message={t('messages.waiting_hint')} />;
  if (!m.code && !m.errors.length) return null;
  return (
    <Alert
      showIcon
      type={m.state === 'parked' ? 'error' : 'info'}
      message={m.code ? code(m.code) : t('messages.errors')}
      description={
        <ul className="errors">
          {m.errors.length === 0 && <li>{m.detail}</li>}
          {m.errors.map((error, i) => (
            <li key={i}>
              {error.pointer && <code className="pointer">{error.pointer}</code>}{' '}
              <Detail text={error.detail} />
            </li>
          ))}
        </ul>
      }
    />
  );
}

function Content({ message, amend }: { message: FullMessage; amend: boolean }) {
  const { t } = useTranslation();
  return (
    <Space direction="vertical" size={14} style={{ width: '100%' }}>
      <Wrong message={message} />
      <div className="beside">
        <section>
          <h3>{t('messages.body')}</h3>
          {amend ? <Amend message={message} /> : <RawBody message={message} />}
        </section>
        <section>
          <AboutMessage message={message} />
          <h3>{t('messages.headers')}</h3>
          <Json text={JSON.stringify(message.headers)} />
        </section>
      </div>
    </Space>
  );
}

export function MessageDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useMessage(id);
  const [amending, setAmending] = useState<string>();
  const message = query.data;
  const actions = message && (
    <MessageActions
      message={message}
      onAmend={() => setAmending(amending === id ? undefined : id)}
    />
  );
  return (
    <Drawer
      title={`${t('messages.id')} #${id ?? ''}`}
      open={id !== undefined}
      onClose={onClose}
      width="min(1080px, 94vw)"
      extra={actions}
    >
      {query.isLoading && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {message && <Content message={message} amend={amending === id} />}
    </Drawer>
  );
}
