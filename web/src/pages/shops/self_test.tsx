// Whether a shop's connection works, step by step: at the shop, and in the form before it is saved.
import {
  ApiOutlined,
  CheckCircleFilled,
  CloseCircleFilled,
  LoadingOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useAddress } from '../../api/hub';
import { testCredentials, testShop, useTestRun, type TestOf } from '../../api/shops';
import type { SelfTestReport, SelfTestRun, SelfTestStep, Shop } from '../../api/types';
import { Moment } from '../../parts/words';
import { useProblemWords } from '../../parts/writing';
import { checksOf, soFar, testOf } from './self_test_words';
import type { ShopValues } from './shop_values';

const marks = {
  ok: <CheckCircleFilled className="step-ok" aria-hidden />,
  failed: <CloseCircleFilled className="step-failed" aria-hidden />,
  skipped: <MinusCircleOutlined className="step-skipped" aria-hidden />,
} as const;

/** The address that the browser uses, where the settings name none. */
export function useOfferedAddress(): string | undefined {
  const configured = useAddress().data?.value.public_url;
  return configured ? undefined : window.location.origin;
}

function Step({ step }: { step: SelfTestStep }) {
  const { t, i18n } = useTranslation();
  const key = `self_test.code.${step.code ?? ''}`;
  const words = step.code && i18n.exists(key) ? t(key as 'self_test.code.no_answer') : step.advice;
  return (
    <li className={`test-step ${step.state}`}>
      {marks[step.state]}
      <div>
        <b>{t(`self_test.step.${step.step}`)}</b>{' '}
        <span className="quiet">{t(`self_test.state.${step.state}`)}</span>
        {words && <p>{words}</p>}
        {step.detail && <small className="quiet block">{step.detail}</small>}
      </div>
      <small className="quiet number">
        {step.state === 'ok' && step.ms ? `${step.ms} ms` : ''}
      </small>
    </li>
  );
}

type ChecksProps = { report: SelfTestReport | null; going?: SelfTestRun['check'] };

/** Each check with its steps, and with what goes on in it. */
function Checks({ report, going }: ChecksProps) {
  const { t } = useTranslation();
  return (
    <>
      {checksOf(report ?? { steps: [] }, going).map(([check, steps]) => (
        <div key={check}>
          <h3>{t(`self_test.check.${check}`)}</h3>
          <ol className="test-steps">
            {steps.map((step) => (
              <Step key={step.step} step={step} />
            ))}
            {check === going && (
              <li className="test-step">
                <LoadingOutlined className="step-going" aria-hidden />
                <b>{t(`self_test.going.${check}`)}</b>
              </li>
            )}
          </ol>
        </div>
      ))}
    </>
  );
}

function Address({ report: { address, address_from } }: { report: SelfTestReport }) {
  const { t } = useTranslation();
  if (!address || !address_from) return null;
  return <p className="quiet small">{t(`self_test.address_${address_from}`, { address })}</p>;
}

export function SelfTestSteps({ report, shop }: { report: SelfTestReport; shop?: string }) {
  const { t } = useTranslation();
  const expires = report.credentials_expire_at;
  return (
    <section className="self-test" aria-label={t('self_test.act')}>
      <Alert
        type={report.ok ? 'success' : 'error'}
        showIcon
        message={t(report.ok ? 'self_test.good' : 'self_test.bad')}
        description={t('self_test.took', { ms: report.ms })}
      />
      <Checks report={report} />
      <Address report={report} />
      {expires && (
        <p className="quiet small">
          {t('self_test.expires')}
          <Moment at={expires} clock={t('shops.expire_at')} {...(shop ? { shop } : {})} full />
        </p>
      )}
      {report.message_id && (
        <Link to={`/messages?id=${report.message_id}`}>{t('self_test.message')}</Link>
      )}
    </section>
  );
}

/** Says that it runs, for how long and how far it has come: steps take from a moment to seconds. */
function Running({ run }: { run: SelfTestRun | undefined }) {
  const { t } = useTranslation();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setSeconds((n) => n + 1), 1_000);
    return () => clearInterval(ticking);
  }, []);
  return (
    <section className="self-test" aria-label={t('self_test.act')} aria-busy="true">
      <Alert type="info" showIcon message={t('self_test.running', { seconds })} />
      <div role="status">{run && <Checks report={run.report} going={run.check} />}</div>
    </section>
  );
}

type Run = {
  isPending: boolean;
  submittedAt: number;
  error: unknown;
  data: SelfTestReport | undefined;
};

export function SelfTestOutcome({ run, of, shop }: { run: Run; of: TestOf; shop?: string }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const seen = useTestRun(of, run.isPending);
  if (run.isPending) return <Running run={soFar(seen, run.submittedAt)} />;
  if (run.error) {
    const { title, detail } = words(run.error);
    const description = detail ? `${title}: ${detail}` : title;
    return (
      <Alert type="warning" showIcon message={t('self_test.unable')} description={description} />
    );
  }
  return run.data ? <SelfTestSteps report={run.data} {...(shop ? { shop } : {})} /> : null;
}

/** Of what is typed in a form, whether or not its shop is there yet. */
export function useCredentialsTest() {
  const address = useOfferedAddress();
  const test = useMutation({
    gcTime: 0, // nothing keeps what was typed once the form is left
    mutationFn: (values: ShopValues) => testCredentials(values.channel, testOf(values, address)),
  });
  const { code = '', channel = '' } = test.variables ?? {};
  return { ...test, of: { shop: code, channel } };
}

/** Of a shop as it stands. */
export function SelfTest({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const address = useOfferedAddress();
  const run = useMutation({ mutationFn: () => testShop(shop.code, address) });
  return (
    <>
      <p className="quiet">{t('self_test.hint')}</p>
      <p>
        <Button
          type="primary"
          icon={<ApiOutlined aria-hidden />}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t('self_test.act')}
        </Button>
      </p>
      <SelfTestOutcome run={run} of={{ shop: shop.code }} shop={shop.code} />
    </>
  );
}
