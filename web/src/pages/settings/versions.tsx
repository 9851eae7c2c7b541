// What a document of configuration was before, what changed since, and setting it again.
import { HistoryOutlined } from '@ant-design/icons';
import { App, Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session';
import { rollBack, useVersion, useVersions, type DocumentOf } from '../../api/versions';
import { changedParts, lineDiff } from '../../base/line_diff';
import { Pager } from '../../parts/pager';
import { Failure, Loading } from '../../parts/states';
import { Moment } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import './settings.css';

const around = 3;
const marks = { same: ' ', gone: '−', new: '+' } as const;
const text = (body: unknown) => JSON.stringify(body, null, 2);

/** What setting the old version again would change in the present one. */
function Changes({ of, from, to }: { of: DocumentOf; from: number; to: number }) {
  const { t } = useTranslation();
  const present = useVersion(of, from);
  const old = useVersion(of, to);
  const error = present.error ?? old.error;
  const again = () => [present, old].forEach((query) => query.isError && void query.refetch());
  if (error) return <Failure error={error} retry={again} />;
  if (!present.data || !old.data) return <Loading rows={4} />;
  const parts = changedParts(lineDiff(text(present.data.body), text(old.data.body)), around);
  if (!parts.some((line) => line && line.kind !== 'same'))
    return <p className="quiet">{t('settings.versions.same')}</p>;
  return (
    <pre className="diff" aria-label={t('settings.versions.changes')}>
      {parts.map((line, i) => (
        <div key={i} className={line ? `diff-${line.kind}` : 'quiet'}>
          {line ? `${marks[line.kind]} ${line.text}` : '⋯'}
        </div>
      ))}
    </pre>
  );
}

type Props = DocumentOf & { tag: string };
const documentOf = ({ kind, name }: Props): DocumentOf =>
  name === undefined ? { kind } : { kind, name };

function useRollBack(props: Props, after: () => void) {
  const { kind, tag } = props;
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const back = useWriting(rollBack, {
    done: () => t('settings.versions.done'),
    after,
    renew: [
      kind,
      kind.replaceAll('_', '-'),
      `${kind.replaceAll('_', '-')}s`,
      `${kind}-settings`,
      'group-counts',
      'versions',
      'audit',
    ],
  });
  const ask = (version: number) =>
    void modal.confirm({
      title: t('settings.versions.confirm', { version }),
      content: t('settings.versions.confirm_hint'),
      okText: t('settings.versions.roll_back'),
      onOk: () => back.run(documentOf(props), tag, version),
    });
  return { ask, busy: back.busy };
}

function History({ onDone, ...props }: Props & { onDone: () => void }) {
  const { t } = useTranslation();
  const [cursor, setCursor] = useState<string>();
  const [open, setOpen] = useState<number>();
  const may = useMay('settings');
  const query = useVersions(documentOf(props), cursor, true);
  const back = useRollBack(props, onDone);
  const now = Number(props.tag.replaceAll('"', ''));
  if (query.isPending) return <Loading rows={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <ul className="versions">
        {query.data.items.map(({ version, at, actor, actor_name }) => (
          <li key={version}>
            <div className="version">
              <b>{version ? `#${version}` : t('settings.versions.first')}</b>
              {at && <Moment at={at} clock={t('settings.versions.at')} />}
              <span className="quiet">{actor_name ?? actor}</span>
              {version === now ? (
                <span className="quiet">{t('settings.versions.now')}</span>
              ) : (
                <Button
                  size="small"
                  aria-expanded={open === version}
                  onClick={() => setOpen(open === version ? undefined : version)}
                >
                  {t('settings.versions.compare')}
                </Button>
              )}
              {may && version !== now && (
                <Button size="small" loading={back.busy} onClick={() => back.ask(version)}>
                  {t('settings.versions.roll_back')}
                </Button>
              )}
            </div>
            {open === version && <Changes of={documentOf(props)} from={now} to={version} />}
          </li>
        ))}
      </ul>
      <Pager cursor={cursor} next={query.data.next_cursor} onCursor={setCursor} />
    </>
  );
}

/** A button that opens the history of one document; `tag`: the version that is shown beside it; `onDone`: an
 * earlier one was set again. */
export function Versions({ onDone, ...props }: Props & { onDone?: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" icon={<HistoryOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('settings.versions.open')}
      </Button>
      <Drawer
        destroyOnHidden
        open={open}
        title={t('settings.versions.title')}
        width="min(760px, 94vw)"
        onClose={() => setOpen(false)}
      >
        <History
          {...props}
          onDone={() => {
            setOpen(false);
            onDone?.();
          }}
        />
      </Drawer>
    </>
  );
}
