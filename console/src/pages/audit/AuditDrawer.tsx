import { Checkbox, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import { diff } from './diff';
import { useAuditWords } from './words';

type Entry = Schemas['AuditEntry'];

export function AuditDrawer({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const words = useAuditWords();
  return (
    <Drawer open size={680} title={t('audit.detailTitle')} onClose={onClose} closable={{ 'aria-label': t('common.close') }}>
      <Facts
        items={[
          [t('audit.operation'), words.operation(entry.operation)],
          [t('audit.outcome'), <StateTag key="outcome" state={entry.outcome} word={word(book.outcome, entry.outcome)} />],
          [t('audit.at'), `${format.time(entry.at)} ${t('common.beijingTime')}`],
          [t('audit.actor'), words.actor(entry)],
          [t('audit.object'), words.object(entry)],
          [t('audit.reason'), words.reason(entry)],
          [t('audit.network'), entry.network],
          [t('audit.requestId'), entry.request_id],
        ]}
      />
      <h2 className="form-section">{t('audit.changes')}</h2>
      <Changes entry={entry} />
    </Drawer>
  );
}

function Changes({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const { book } = useCodes();
  const show = useValueWords();
  const [only, setOnly] = useState(true);
  const all = diff(entry.before, entry.after);
  const changed = all.filter((change) => change.changed);
  if (changed.length === 0) return <p className="help">{t('audit.noChanges')}</p>;
  const fields: Record<string, string> = book.field;
  return (
    <>
      {changed.length < all.length && (
        <Checkbox checked={only} onChange={(event) => setOnly(event.target.checked)}>
          {t('audit.onlyChanged')}
        </Checkbox>
      )}
      <ScrollRegion label={t('audit.changes')}>
        <table className="diff">
          <thead>
            <tr>
              <th scope="col">{t('audit.field')}</th>
              <th scope="col">{t('audit.before')}</th>
              <th scope="col">{t('audit.after')}</th>
            </tr>
          </thead>
          <tbody>
            {(only ? changed : all).map((change) => (
              <tr key={change.field} className={change.changed ? 'changed' : undefined}>
                <th scope="row">{fields[change.field] ?? change.field}</th>
                <td>{change.before === undefined ? '—' : <del>{show(change.field, change.before)}</del>}</td>
                <td>{change.after === undefined ? '—' : <ins>{show(change.field, change.after)}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}

/** A value in words: codes by their tables, times as times, the rest as it is. */
function useValueWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const { book } = useCodes();
  const words = useAuditWords();
  const tables: Record<string, Record<string, string>> = {
    affiliation: book.affiliation,
    category: book.category,
    level: book.level,
    ownership: book.ownership,
    role: book.role,
    operation: book.operation,
    state: { ...book.campaignState, ...book.importState, ...book.provinceState, ...book.accountState, ...book.schoolState },
  };
  const fields: Record<string, string> = book.field;
  const show = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '—';
    if (typeof value === 'number') return field === 'year' ? String(value) : format.number(value);
    if (typeof value === 'string') {
      if (field === 'at' || /_at$/.test(field)) return format.time(value);
      return field === 'code' ? words.label(value) : (tables[field]?.[value] ?? value);
    }
    if (Array.isArray(value)) return value.length ? format.number(value.length) : '—';
    if (typeof value === 'object') {
      const parts = Object.entries(value).map(([key, inner]) => `${fields[key] ?? key}: ${show(key, inner)}`);
      return parts.join(format.comma);
    }
    return value === true ? t('common.yes') : t('common.no');
  };
  return show;
}
