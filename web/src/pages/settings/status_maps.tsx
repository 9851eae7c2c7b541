import { ShopOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router-dom';
import type { Versioned } from '../../api/client';
import { useShops } from '../../api/shops';
import { setStatusMap, useStatusMap, type MapOf } from '../../api/status_maps';
import { useMay } from '../../api/session';
import { wordChanges, type StatusMap, type Words } from '../../base/status_words';
import { ReasonDialog } from '../../parts/reason_dialog';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { TrialOutcome, useTrial, type Tried } from './status_trial';
import { StatusVersions } from './status_versions';
import { WordTable } from './status_word_table';

/** Whose map: it stands in the address, so that it can be sent to a colleague. */
function useMapOf(): [MapOf | undefined, (of: MapOf) => void, string[]] {
  const [params, setParams] = useSearchParams();
  const shops = useShops().data?.items ?? [];
  const channels = [...new Set(shops.map((shop) => shop.channel))].sort();
  const channel = params.get('channel') ?? channels[0];
  const shop = params.get('shop') ?? undefined;
  const choose = (of: MapOf) =>
    setParams({ channel: of.channel, ...(of.shop ? { shop: of.shop } : {}) });
  return [channel ? { channel, shop } : undefined, choose, channels];
}

type PickerProps = { of: MapOf; channels: string[]; onChange: (of: MapOf) => void };

function Picker({ of, channels, onChange }: PickerProps) {
  const { t } = useTranslation();
  const shops = (useShops().data?.items ?? []).filter((shop) => shop.channel === of.channel);
  return (
    <>
      <Select
        className="filter-choice"
        aria-label={t('orders.channel')}
        value={of.channel}
        options={channels.map((channel) => ({ value: channel, label: channel }))}
        onChange={(channel: string) => onChange({ channel, shop: undefined })}
      />
      <Select
        allowClear
        className="filter-choice"
        aria-label={t('orders.shop')}
        placeholder={t('settings.maps.all_shops')}
        value={of.shop}
        options={shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }))}
        onChange={(shop?: string) => onChange({ ...of, shop })}
      />
    </>
  );
}

type PublishProps = {
  now: Versioned<StatusMap>;
  of: MapOf;
  draft: Words;
  tried: Tried | undefined;
  onDone: () => void;
};

/** Only what was tried, as it was tried, is published. */
function Publish({ now, of, draft, tried, onDone }: PublishProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const save = useWriting(setStatusMap, {
    done: () => t('settings.maps.published'),
    after: () => {
      setAsking(false);
      onDone();
    },
    renew: ['status-map', 'status-map-versions'],
  });
  return (
    <>
      <Button
        type="primary"
        disabled={!tried || tried.words !== draft}
        title={tried ? undefined : t('settings.maps.try_first')}
        onClick={() => setAsking(true)}
      >
        {t('settings.maps.publish')}
      </Button>
      <ReasonDialog
        optional
        open={asking}
        busy={save.busy}
        title={t('settings.maps.publish')}
        hint={t('settings.maps.publish_hint')}
        ok={t('settings.maps.publish')}
        onCancel={() => setAsking(false)}
        onDone={(reason) => save.run(now.tag, of, draft, reason)}
      />
    </>
  );
}

function Editor({ now, of }: { now: Versioned<StatusMap>; of: MapOf }) {
  const { t } = useTranslation();
  const may = useMay('settings');
  const [draft, setDraft] = useState<Words>(now.value.words);
  const [history, setHistory] = useState(false);
  const trial = useTrial(of);
  const changes = wordChanges(now.value.words, draft);
  return (
    <>
      <div className="map-bar">
        <span className="quiet">
          {changes.length > 0
            ? t('settings.maps.changes', { count: changes.length })
            : t('settings.maps.unchanged')}
        </span>
        <Button onClick={() => setHistory(true)}>{t('settings.maps.versions')}</Button>
        {changes.length > 0 && (
          <Button onClick={() => setDraft(now.value.words)}>{t('settings.maps.undo')}</Button>
        )}
        {may && (
          <>
            <Button loading={trial.busy} onClick={() => trial.run(draft)}>
              {t('settings.maps.try')}
            </Button>
            {changes.length > 0 && (
              <Publish
                now={now}
                of={of}
                draft={draft}
                tried={trial.tried}
                onDone={() => undefined}
              />
            )}
          </>
        )}
      </div>
      <TrialOutcome trial={trial} />
      <WordTable
        map={now.value}
        draft={draft}
        counts={trial.tried?.result}
        onChange={may ? setDraft : undefined}
      />
      <StatusVersions of={of} tag={now.tag} open={history} onClose={() => setHistory(false)} />
    </>
  );
}

export function StatusMaps() {
  const { t } = useTranslation();
  const [of, choose, channels] = useMapOf();
  const shops = useShops();
  if (shops.isPending) return <Loading />;
  if (shops.isError && !shops.data)
    return <Failure error={shops.error} retry={() => void shops.refetch()} />;
  if (!of) {
    return (
      <Nothing
        icon={<ShopOutlined aria-hidden />}
        title={t('shops.empty')}
        hint={t('settings.maps.no_shops')}
        action={
          <Link to="/shops">
            <Button type="primary">{t('orders.to_shops')}</Button>
          </Link>
        }
      />
    );
  }
  return (
    <>
      <p className="quiet">{t('settings.maps.hint')}</p>
      <div className="toolbar">
        <Picker of={of} channels={channels} onChange={choose} />
      </div>
      <MapOfChannel key={`${of.channel}@${of.shop ?? ''}`} of={of} />
    </>
  );
}

// A map that somebody else has changed is shown anew: nobody publishes over what he has not seen.
function MapOfChannel({ of }: { of: MapOf }) {
  const query = useStatusMap(of);
  if (query.isPending) return <Loading />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Editor key={query.data.tag} now={query.data} of={of} />;
}
