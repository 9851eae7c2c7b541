// The versions of a status map: who changed what, and going back to one.
import { HistoryOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rollBackStatusMap, useStatusMapVersions, type MapOf } from '../../api/status_maps';
import { useMay } from '../../api/session';
import type { StatusMapVersion } from '../../api/types';
import { kindOf, wordChanges } from '../../base/status_words';
import { ReasonDialog } from '../../parts/reason_dialog';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { useSenseName } from './status_names';

function Changes({ now, before }: { now: StatusMapVersion; before?: StatusMapVersion }) {
  const { t } = useTranslation();
  const name = useSenseName();
  const say = (word: string, sense: string | null) => {
    const kind = kindOf(word);
    return sense && kind ? name(kind, sense) : t('settings.maps.by_default');
  };
  const changes = wordChanges(before?.document?.words ?? {}, now.document?.words ?? {});
  if (changes.length === 0) return <p className="quiet">{t('settings.maps.same')}</p>;
  return (
    <ul className="version-changes">
      {changes.map((change) => (
        <li key={change.word}>
          <code>{change.word}</code> {say(change.word, change.before)} →{' '}
          <b>{say(change.word, change.after)}</b>
        </li>
      ))}
    </ul>
  );
}

type Props = { of: MapOf; tag: string; open: boolean; onClose: () => void };

function useRollback({ of, tag, onClose }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<StatusMapVersion>();
  const write = useWriting(rollBackStatusMap, {
    done: () => t('settings.maps.rolled_back'),
    after: () => {
      setWanted(undefined);
      onClose();
    },
    renew: ['status-map', 'status-map-versions'],
  });
  const dialog = (
    <ReasonDialog
      optional
      open={wanted !== undefined}
      busy={write.busy}
      title={t('settings.maps.roll_back')}
      hint={t('settings.maps.roll_back_hint')}
      onCancel={() => setWanted(undefined)}
      onDone={(reason) => wanted && write.run(tag, of, wanted.version, reason)}
    />
  );
  return { ask: setWanted, dialog };
}

function List({
  items,
  onAsk,
}: {
  items: StatusMapVersion[];
  onAsk: (v: StatusMapVersion) => void;
}) {
  const { t } = useTranslation();
  const may = useMay('settings');
  return (
    <ol className="map-versions">
      {items.map((version, index) => {
        const before = items[index + 1];
        return (
          <li key={version.version}>
            <header>
              <b>{t('settings.maps.version', { version: version.version })}</b>
              <Moment at={version.at} clock={t('settings.audit.at')} />
              <span>{version.actor_name ?? version.actor}</span>
              {may && index > 0 && (
                <Button size="small" onClick={() => onAsk(version)}>
                  {t('settings.maps.roll_back')}
                </Button>
              )}
            </header>
            <Changes now={version} {...(before ? { before } : {})} />
          </li>
        );
      })}
    </ol>
  );
}

export function StatusVersions(props: Props) {
  const { t } = useTranslation();
  const query = useStatusMapVersions(props.of, props.open);
  const rollback = useRollback(props);
  const items = query.data?.items;
  return (
    <Drawer
      title={t('settings.maps.versions')}
      open={props.open}
      onClose={props.onClose}
      width="min(620px, 94vw)"
      destroyOnHidden
    >
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && (
        <Nothing
          icon={<HistoryOutlined aria-hidden />}
          title={t('settings.maps.no_versions')}
          hint={t('settings.maps.no_versions_hint')}
        />
      )}
      {items && items.length > 0 && <List items={items} onAsk={rollback.ask} />}
      {rollback.dialog}
    </Drawer>
  );
}
