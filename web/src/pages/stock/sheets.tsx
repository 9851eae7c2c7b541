// A table as a file, out and in. What a file would come to is seen before it does.
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client';
import { exportAddress, importSheet, sheetBytesMax, type SheetOf } from '../../api/sheets';
import { useMay } from '../../api/session';
import type { SheetImport } from '../../api/types';
import { uuid } from '../../base/uuid';
import { useProblemWords, useWriting } from '../../parts/writing';

const faultsShown = 50;

type Tried = { file: File; result?: SheetImport; problem?: { title: string; detail?: string } };

/** Tries a file as soon as it is chosen: nothing is changed by it. */
function useTrial(of: SheetOf) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [tried, setTried] = useState<Tried>();
  async function choose(file: File | undefined) {
    if (!file) return;
    if (file.size > sheetBytesMax)
      return setTried({ file, problem: { title: t('stock.sheets.too_large') } });
    setTried({ file });
    try {
      const written = await importSheet(uuid(), of, file, true);
      if (written.done) setTried({ file, result: written.data });
    } catch (error) {
      setTried({ file, problem: words(error) });
    }
  }
  return { tried, choose, forget: () => setTried(undefined) };
}

function Outcome({ of }: { of: SheetImport }) {
  const { t } = useTranslation();
  const { rows, changed, errors } = of;
  if (!errors.length) {
    return <Alert showIcon type="success" message={t('stock.sheets.tried', { rows, changed })} />;
  }
  return (
    <Alert
      showIcon
      type="error"
      message={t('stock.sheets.faults', { count: errors.length })}
      description={
        <ul className="errors sheet-faults">
          {errors.slice(0, faultsShown).map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <code className="pointer">{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      }
    />
  );
}

function ImportDialog({ of, onClose }: { of: SheetOf; onClose: () => void }) {
  const { t } = useTranslation();
  const chooser = useRef<HTMLInputElement>(null);
  const { tried, choose, forget } = useTrial(of);
  const run = useWriting(importSheet, {
    done: ({ changed }) => t('stock.sheets.done', { changed }),
    after: onClose,
    refused: (problem: ApiProblem) => {
      // It was right when it was tried: something has changed since.
      if (problem.errors.length) forget();
      return false;
    },
    renew: ['stock', 'skus', 'audit'],
  });
  const result = tried?.result;
  const ready = result && !result.errors.length && result.changed > 0;
  return (
    <Modal
      open
      title={t(`stock.sheets.import.${of}`)}
      onCancel={onClose}
      okText={t('stock.sheets.act', { changed: result?.changed ?? 0 })}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={run.busy}
      onOk={() => tried && run.run(of, tried.file, false)}
    >
      <p className="quiet">{t(`stock.sheets.hint.${of}`)}</p>
      <div className="sheet-file">
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => chooser.current?.click()}>
          {t('stock.sheets.choose')}
        </Button>
        <span className="clip">{tried?.file.name}</span>
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".csv,.txt,text/csv"
          aria-label={t('stock.sheets.choose')}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {tried && !result && !tried.problem && <p className="quiet">{t('stock.sheets.trying')}</p>}
      {tried?.problem && (
        <Alert
          showIcon
          type="error"
          message={tried.problem.title}
          description={tried.problem.detail}
        />
      )}
      {result && <Outcome of={result} />}
    </Modal>
  );
}

export function SheetButtons({ of }: { of: SheetOf }) {
  const { t } = useTranslation();
  const may = useMay('stock');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        href={exportAddress(of)}
        download={`${of}.csv`}
      >
        {t('stock.sheets.export')}
      </Button>
      {may && (
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => setOpen(true)}>
          {t('stock.sheets.import_one')}
        </Button>
      )}
      {open && <ImportDialog of={of} onClose={() => setOpen(false)} />}
    </>
  );
}
