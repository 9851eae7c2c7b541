// Keys that act anywhere but in a field or behind an open dialog.
import { useEffect, useRef } from 'react';

export type Hotkeys = Record<string, () => void>;

// A panel beside a list leaves the list in reach.
const dialogs = '.ant-modal-wrap:not([style*="none"]), .ant-drawer-open:not(.beside-list)';

function isBusyElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target as HTMLElement;
  if (target.closest('input, textarea, select, [contenteditable], [role="combobox"]')) return true;
  // What is pressed by Enter is pressed, and nothing beside it opened.
  if (event.key === 'Enter' && target.closest('button, a, [role="button"], [role="tab"]'))
    return true;
  return document.querySelector(dialogs) !== null;
}

export function useHotkeys(keys: Hotkeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const act = latest.current[event.key];
      if (!act || isBusyElsewhere(event)) return;
      event.preventDefault();
      act();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
