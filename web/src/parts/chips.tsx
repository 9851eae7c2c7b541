// One of a few words, all of them in sight. The arrow keys walk from one to the next.
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { neighbour } from '../base/peek';

type Props<Word extends string> = {
  label: string;
  words: readonly Word[];
  name: (word: Word) => ReactNode;
  chosen: Word | undefined;
  onChoose: (word: Word) => void;
  onAll?: () => void; // where none need be chosen
  className?: string;
};

function walk(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[neighbour(buttons.length, at, step)]?.focus();
  event.preventDefault();
}

export function Chips<Word extends string>(props: Props<Word>) {
  const { label, words, name, chosen, onChoose, onAll, className = '' } = props;
  const { t } = useTranslation();
  return (
    <div className={`chips ${className}`} role="group" aria-label={label} onKeyDown={walk}>
      {onAll && (
        <button type="button" aria-pressed={chosen === undefined} onClick={onAll}>
          {t('common.all')}
        </button>
      )}
      {words.map((word) => (
        <button
          type="button"
          key={word}
          aria-pressed={chosen === word}
          onClick={() => onChoose(word)}
        >
          {name(word)}
        </button>
      ))}
    </div>
  );
}
