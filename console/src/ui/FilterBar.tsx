// The search form above a table. A choice takes effect at once, text on Enter or 查询.
import { Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Select } from './Select';

export function FilterBar({ children, onReset, canReset }: { children: ReactNode; onReset: () => void; canReset: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="filters noprint" role="search" aria-label={t('list.filters')}>
      {children}
      {canReset && <Button onClick={onReset}>{t('common.reset')}</Button>}
    </div>
  );
}

export function TextFilter({ value, label, onSearch }: { value?: string; label: string; onSearch: (q?: string) => void }) {
  return <TextBox key={value ?? ''} value={value} label={label} onSearch={onSearch} />;
}

function TextBox({ value, label, onSearch }: { value?: string; label: string; onSearch: (q?: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(value ?? '');
  const search = (next: string) => onSearch(next.trim() || undefined);
  return (
    <span className="filter-text">
      <Input
        allowClear
        value={draft}
        placeholder={label}
        aria-label={label}
        maxLength={100}
        data-search
        onChange={(event) => {
          setDraft(event.target.value);
          if (event.type === 'click') search('');
        }}
        onPressEnter={(event) => {
          if (!event.nativeEvent.isComposing) search(draft);
        }}
      />
      <Button type="primary" onClick={() => search(draft)}>
        {t('common.search')}
      </Button>
    </span>
  );
}

interface ChoiceProps<T extends string> {
  value: T | undefined;
  label: string;
  options: { value: T; label: string }[];
  onChange: (value: T | undefined) => void;
}

export function ChoiceFilter<T extends string>({ value, label, options, onChange }: ChoiceProps<T>) {
  return (
    <Select<T>
      className="filter-choice"
      allowClear
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      value={value}
      placeholder={label}
      aria-label={label}
      options={options}
      popupMatchSelectWidth={false}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}
