// One of several words that a list can be narrowed by: which of them, and the text.
import { Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';

type Props<Key extends string> = {
  label: string; // of the choice between them
  words: readonly Key[];
  names: (word: Key) => string;
  held: { [word in Key]?: string };
  onApply: (word: Key, text: string | undefined) => void; // all others end
};

export function WordFilter<Key extends string>({ label, words, names, held, onApply }: Props<Key>) {
  const inAddress = words.find((word) => held[word]);
  const [word, setWord] = useState<Key | undefined>(inAddress ?? words[0]);
  const [text, setText] = useState('');
  const there = inAddress ? (held[inAddress] ?? '') : '';
  useEffect(() => {
    if (inAddress) setWord(inAddress);
    setText(there);
  }, [inAddress, there]);
  if (word === undefined) return null;
  const apply = (value: string) => onApply(word, value.trim() || undefined);
  return (
    <Space.Compact className="filter-word">
      <Select
        value={word}
        onChange={setWord}
        popupMatchSelectWidth={false}
        aria-label={label}
        options={words.map((value) => ({ value, label: names(value) }))}
      />
      <Input
        allowClear
        className="filter-number"
        aria-label={names(word)}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (!event.target.value && there) apply('');
        }}
        onPressEnter={() => apply(text)}
      />
    </Space.Compact>
  );
}
