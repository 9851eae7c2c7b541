import { Modal, Result, Spin } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSent } from '../../api/telling';
import type { OutgoingCall } from '../../api/types';
import { Failure } from '../../parts/states';

/** What the operator says of a text message that its gateway took. */
function Report({ of: { state, detail, awaited } }: { of: NonNullable<OutgoingCall['receipt']> }) {
  const { t } = useTranslation();
  if (awaited) return <Result icon={<Spin />} title={t('telling.test.report.awaited')} />;
  const status = ({ accepted: 'warning', delivered: 'success', failed: 'error' } as const)[state];
  const known = state === 'failed' ? detail : '';
  return <Result status={status} title={t(`telling.test.report.${state}`)} subTitle={known} />;
}

/** What a test that was sent came to, as soon as it is known. */
function Came({ to: call }: { to: string }) {
  const { t } = useTranslation();
  const query = useSent(call);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const sent = query.data;
  if (!sent || sent.state === 'waiting') {
    return (
      <Result icon={<Spin />} title={t('telling.test.waiting')} subTitle={sent?.last_error ?? ''} />
    );
  }
  if (sent.receipt) return <Report of={sent.receipt} />;
  if (sent.state === 'delivered') {
    return (
      <Result
        status="success"
        title={t('telling.test.delivered')}
        subTitle={t('telling.test.delivered_hint')}
      />
    );
  }
  return <Result status="error" title={t('telling.test.failed')} subTitle={sent.last_error} />;
}

type Props = { name: string; call: string; onClose: () => void };

export function TestDialog({ name, call, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal open title={t('telling.test.title', { name })} footer={null} onCancel={onClose}>
      <Came to={call} />
    </Modal>
  );
}
