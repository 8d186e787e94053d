// Which columns a person wants to see, kept in this browser.
import { useState } from 'react';

const place = (table: string) => `huixin.columns.${table}`;

function read(table: string): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place(table)) ?? '[]');
    return Array.isArray(stored) ? stored.map(String) : [];
  } catch {
    return [];
  }
}

/** `hidden` names what is not shown, so that a new column is seen by all. */
export function useHiddenColumns(table: string, byDefault: string[]) {
  const [hidden, setHidden] = useState(() => (localStorage.getItem(place(table)) ? read(table) : byDefault));
  return {
    hidden,
    hide(next: string[]) {
      localStorage.setItem(place(table), JSON.stringify(next));
      setHidden(next);
    },
    reset() {
      localStorage.removeItem(place(table));
      setHidden(byDefault);
    },
  };
}
