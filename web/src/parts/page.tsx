// The frame of a page: its name, what can be done, and how fresh it is.
import { ReloadOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { browserZone, formatFull } from '../base/clocks';

type Freshness = { dataUpdatedAt: number; isFetching: boolean; refetch: () => unknown };

export function UpdatedAt({ of }: { of: Freshness }) {
  const { t } = useTranslation();
  if (!of.dataUpdatedAt) return null;
  const time = formatFull(new Date(of.dataUpdatedAt).toISOString(), browserZone).slice(11);
  return (
    <span className="updated-at">
      {t('common.updated_at', { time })}
      <Tooltip title={t('common.refresh')}>
        <Button
          type="text"
          size="small"
          aria-label={t('common.refresh')}
          icon={<ReloadOutlined spin={of.isFetching} aria-hidden />}
          onClick={() => void of.refetch()}
        />
      </Tooltip>
    </span>
  );
}

type PageProps = {
  title: string;
  hint?: string;
  of?: Freshness;
  extra?: ReactNode;
  children: ReactNode;
};

export function Page({ title, hint, of, extra, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Ordo`;
  }, [title]);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {hint && <p className="quiet">{hint}</p>}
        </div>
        <div className="page-extra">
          {of && <UpdatedAt of={of} />}
          {extra}
        </div>
      </div>
      {children}
    </div>
  );
}

export function Card(props: {
  title: ReactNode;
  hint?: string;
  extra?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="card">
      <header>
        <div>
          <h2>{props.title}</h2>
          {props.hint && <p>{props.hint}</p>}
        </div>
        {props.extra}
      </header>
      {props.children}
    </section>
  );
}

/** Names and values below each other. */
export function Facts({ rows }: { rows: [ReactNode, ReactNode][] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value], i) => (
        <div key={i}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
