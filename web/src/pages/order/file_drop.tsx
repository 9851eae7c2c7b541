// Where files are dropped, pasted or chosen.
import { PaperClipOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fileTypes } from '../../base/files';

type OnFiles = (files: File[]) => void;

// Of several on the screen (an order's page, and another order beside it) the last one takes what is pasted.
const places: symbol[] = [];

function usePaste(onFiles: OnFiles) {
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const place = Symbol('files');
    places.push(place);
    function onPaste(event: ClipboardEvent) {
      const target = event.target instanceof Element ? event.target : undefined;
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || places.at(-1) !== place) return;
      if (target?.closest('input, textarea, [contenteditable], .ant-modal')) return;
      event.preventDefault();
      latest.current(files);
    }
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('paste', onPaste);
      places.splice(places.indexOf(place), 1);
    };
  }, []);
}

export function FileDrop({ onFiles }: { onFiles: OnFiles }) {
  const { t } = useTranslation();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  usePaste(onFiles);
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  }
  return (
    <div
      className={over ? 'file-drop over' : 'file-drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <PaperClipOutlined aria-hidden />
      <span>{t(over ? 'files.drop_now' : 'files.drop')}</span>
      <Button size="small" onClick={() => chooser.current?.click()}>
        {t('files.add')}
      </Button>
      <small className="quiet">{t('files.limits')}</small>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={fileTypes}
        aria-label={t('files.add')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
