// The rules by which a channel's messages are read, as the reader enforces them.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useContract } from '../../api/shops';
import type { Contract as Rules, Shop } from '../../api/types';
import { Failure, Loading, Nothing } from '../../parts/states';
import { limitsOf } from './shop_words';

type ObjectRules = Rules['objects'][number];

function Limits({ of }: { of: ObjectRules['fields'][number] }) {
  const { t } = useTranslation();
  const words = limitsOf(of);
  if (!words) return <span className="quiet">—</span>;
  return t(`shops.contract.${words}`, { min: of.min, max: of.max });
}

function ObjectTable({ rules }: { rules: ObjectRules }) {
  const { t } = useTranslation();
  const { event, pointer, fields } = rules;
  const name = `${event || t('shops.contract.shared')} · ${pointer || t('shops.contract.root')}`;
  return (
    <section className="contract">
      <h3>
        {event ? <code>{event}</code> : t('shops.contract.shared')}{' '}
        {pointer ? (
          <code className="pointer">{pointer}</code>
        ) : (
          <small className="quiet">{t('shops.contract.root')}</small>
        )}
      </h3>
      <div className="table-frame">
        <table className="table" aria-label={name}>
          <thead>
            <tr>
              <th scope="col">{t('shops.contract.field')}</th>
              <th scope="col">{t('shops.contract.type')}</th>
              <th scope="col">{t('shops.contract.needed')}</th>
              <th scope="col">{t('shops.contract.limits')}</th>
              <th scope="col">{t('shops.contract.pattern')}</th>
              <th scope="col">{t('shops.contract.example')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <td className="number">{field.name}</td>
                <td title={field.expected}>{t(`shops.contract.types.${field.type}`)}</td>
                <td>{field.required ? <b>{t('shops.contract.yes')}</b> : '—'}</td>
                <td>
                  <Limits of={field} />
                </td>
                <td>{field.pattern ? <code>{field.pattern}</code> : '—'}</td>
                <td>{field.example === null ? '—' : <code>{String(field.example)}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Messages that broke a rule, as they wait for a person: each names the field and what was wrong. */
function Broken({ shop }: { shop: string }) {
  const { t } = useTranslation();
  if (!useMay('messages', false)) return null;
  const query = new URLSearchParams({ state: 'parked', code: 'contract_breach', shop });
  return <Link to={`/messages?${query.toString()}`}>{t('shops.contract.broken')}</Link>;
}

export function Contract({ shop: { channel, code } }: { shop: Shop }) {
  const { t } = useTranslation();
  const query = useContract(channel);
  if (query.isPending) return <Loading rows={8} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { objects } = query.data;
  if (!objects.length) return <Nothing title={t('shops.contract.empty')} />;
  return (
    <>
      <p className="quiet">{t('shops.contract.hint', { channel })}</p>
      <p>
        <Broken shop={code} />
      </p>
      {objects.map((rules, i) => (
        <ObjectTable key={i} rules={rules} />
      ))}
    </>
  );
}
