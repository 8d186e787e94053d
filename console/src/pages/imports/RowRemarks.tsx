import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCodes } from '../../ui/useCodes';

type Row = Schemas['ImportRow'];

/** Faults with column and value, changes as old → new. */
export function RowRemarks({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { book, word } = useCodes();
  const fields: Record<string, string> = book.field;
  const columns: Record<string, string> = book.column;
  // A header in words, and as it stands in the file, where it must be looked for.
  const header = (name: string) => (columns[name] ? `${columns[name]} ${name}` : name);
  const tables: Record<string, Record<string, string>> = book;
  const shown = (field: string, value: string | null | undefined) => (value ? word(tables[field] ?? {}, value) : t('imports.blank'));
  if (row.errors.length === 0 && row.changes.length === 0) return <>—</>;
  return (
    <ul className="remarks">
      {row.errors.map((fault) => (
        <li key={`${fault.column}${fault.code}`}>
          {fault.column ? t('imports.fault', { column: header(fault.column), detail: fault.detail }) : fault.detail}
          {fault.value && t('imports.faultValue', { value: fault.value })}
        </li>
      ))}
      {row.changes.map((change) => (
        <li key={change.field}>
          {t('imports.change', {
            field: fields[change.field] ?? change.field,
            old: shown(change.field, change.old),
            new: shown(change.field, change.new),
          })}
        </li>
      ))}
    </ul>
  );
}
