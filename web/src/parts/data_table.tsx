// A list that is read with the eyes and walked with j and k. A row that changed while it was being
// looked at glows for a moment.
import { Checkbox } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { neighbour } from '../base/peek';
import { useHotkeys } from './hotkeys';

export type Column<Row> = {
  key: string;
  title: ReactNode;
  width?: number | string;
  align?: 'right';
  sentences?: boolean; // a narrow screen scrolls rather than breaks them word by word
  render: (row: Row) => ReactNode;
};

type Props<Row> = {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  onPeek?: (row: Row) => void; // looks at a row beside the list
  acts?: { [key: string]: (row: Row) => void } | undefined; // other keys that do something to a row
  peeked?: string | undefined; // the key of the row that is looked at: walking goes on from it
  version?: (row: Row) => number;
  at?: string | undefined; // of several tables that are walked as one: the row that is stood on
  stacks?: boolean; // on a phone a row is read from top to bottom, with its actions in sight
  selection?: { keys: ReadonlySet<string>; onChange: (keys: Set<string>) => void; label: string };
};

/** Which row the keyboard stands on; a row keeps its place when others come in above it. */
function useCursor<Row>(props: Props<Row>) {
  const { rows, rowKey, onOpen, onPeek, acts, peeked } = props;
  const others = 'at' in props; // walk it
  const [own, setCursor] = useState(peeked);
  const cursor = others ? props.at : own;
  const body = useRef<HTMLTableSectionElement>(null);
  const at = rows.findIndex((row) => rowKey(row) === cursor);
  useEffect(() => {
    if (peeked) setCursor(peeked);
  }, [peeked]);

  function go(step: number) {
    const row = rows[neighbour(rows.length, at, step)];
    if (!row) return;
    setCursor(rowKey(row));
    if (peeked) onPeek?.(row);
  }
  const onRow = (act: ((row: Row) => void) | undefined) => () => {
    const row = rows[at];
    if (row) act?.(row);
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    Enter: onRow(onOpen),
    ...(onPeek ? { o: onRow(onPeek) } : {}),
    ...Object.fromEntries(Object.entries(acts ?? {}).map(([key, act]) => [key, onRow(act)])),
  };
  useHotkeys(others ? {} : keys);
  useEffect(() => {
    body.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);
  return { cursor, body };
}

/** Versions as they were first seen, so that only what changed since then glows. */
function useFirstVersions<Row>({ rowKey, version }: Props<Row>) {
  const first = useRef(new Map<string, number>());
  return (row: Row): string | undefined => {
    if (!version) return undefined;
    const seen = first.current.get(rowKey(row));
    if (seen === undefined) first.current.set(rowKey(row), version(row));
    return seen === undefined || seen === version(row)
      ? undefined
      : version(row) % 2
        ? 'odd'
        : 'even';
  };
}

function Head<Row>({ columns, rows, rowKey, selection }: Props<Row>) {
  const all = rows.length > 0 && rows.every((row) => selection?.keys.has(rowKey(row)));
  return (
    <thead>
      <tr>
        {selection && (
          <th style={{ width: 44 }}>
            <Checkbox
              aria-label={selection.label}
              checked={all}
              indeterminate={!all && selection.keys.size > 0}
              onChange={() => selection.onChange(new Set(all ? [] : rows.map(rowKey)))}
            />
          </th>
        )}
        {columns.map((column) => (
          <th key={column.key} style={{ width: column.width }} className={column.align} scope="col">
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** What stands before a value where a row is stacked; what leads the row, says a sentence or acts needs none. */
function nameOf<Row>({ key, title, sentences }: Column<Row>, at: number): string | undefined {
  const plain = at === 0 || sentences || key.startsWith('act') || typeof title !== 'string';
  return plain ? undefined : title;
}

export function DataTable<Row>(props: Props<Row>) {
  const { columns, rows, rowKey, onOpen, selection } = props;
  const { cursor, body } = useCursor(props);
  const glow = useFirstVersions(props);
  return (
    <div className="table-frame">
      <table className={props.stacks ? 'table stacks' : 'table'} aria-label={props.label}>
        <Head {...props} />
        <tbody ref={body}>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <tr
                key={key}
                data-glow={glow(row)}
                aria-selected={cursor === key}
                className={onOpen && 'opens'}
                onClick={() => onOpen?.(row)}
              >
                {selection && (
                  <td onClick={(event) => event.stopPropagation()}>
                    <Checkbox
                      aria-label={key}
                      checked={selection.keys.has(key)}
                      onChange={() => selection.onChange(toggled(selection.keys, key))}
                    />
                  </td>
                )}
                {columns.map((column, i) => (
                  <td
                    key={column.key}
                    className={column.sentences ? 'sentences' : column.align}
                    data-title={nameOf(column, i)}
                  >
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
