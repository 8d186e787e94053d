import { Segmented, Skeleton, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { useListState } from '../../routes/list-state';
import type { ListSearch } from '../../routes/search';
import type { PolicySearch } from '../../routes/searches';
import { Facts } from '../../ui/Facts';
import { FilterBar, TextFilter } from '../../ui/FilterBar';
import { Page } from '../../ui/Page';
import { ProblemView } from '../../ui/ProblemView';
import { ReasonDialog, type ReasonRequest } from '../../ui/ReasonDialog';
import { useCodes } from '../../ui/useCodes';
import { AnswerTable } from './AnswerTable';
import { answers, matching, type Answer } from './question';
import { Select } from '../../ui/Select';

type Matrix = Schemas['PolicyMatrix'];

/** Who may do this, and what may this role do: one question, asked from either end. */
export default function Policy() {
  const { t } = useTranslation();
  const query = $api.useQuery('get', '/policy/matrix');
  return (
    <Page title={t('policy.title')} note={t('policy.note')}>
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : query.data ? (
        <Question matrix={query.data} />
      ) : (
        <Skeleton active />
      )}
    </Page>
  );
}

function Question({ matrix }: { matrix: Matrix }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const list = useListState<ListSearch & PolicySearch>();
  const { by = 'operation', operation, role, q, off } = list.search;
  const [request, setRequest] = useState<ReasonRequest>();
  const roleName = (code: string) => {
    const found = matrix.roles.find((one) => one.role === code);
    return found ? format.name(found) : word(book.role, code);
  };
  const operationName = (code: string) => word(book.operation, code);
  const chosen = by === 'operation' ? operation : role;
  const asked = answers(matrix).filter((one) => (!chosen || one[by] === chosen) && (!off || one.narrowed));
  const found = matching(asked, q, (one: Answer) => `${roleName(one.role)} ${operationName(one.operation)}`);
  const options = by === 'operation' ? matrix.operations.map((one) => one.operation) : matrix.roles.map((one) => one.role);
  const name = by === 'operation' ? operationName : roleName;
  return (
    <>
      <FilterBar canReset={list.filtered} onReset={list.clear}>
        <Segmented
          aria-label={t('policy.direction')}
          value={by}
          options={[
            { value: 'operation', label: t('policy.byOperation') },
            { value: 'role', label: t('policy.byRole') },
          ]}
          onChange={(next) => list.filter({ by: next === 'role' ? 'role' : undefined, operation: undefined, role: undefined })}
        />
        <Select
          className="filter-choice wide"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          value={chosen}
          aria-label={t(by === 'operation' ? 'policy.operation' : 'policy.role')}
          placeholder={t(by === 'operation' ? 'policy.operation' : 'policy.role')}
          options={options.map((code) => ({ value: code, label: name(code) }))}
          onChange={(next?: string) => list.filter(by === 'operation' ? { operation: next } : { role: next })}
        />
        <TextFilter value={q} label={t('policy.q')} onSearch={(next) => list.filter({ q: next })} />
        <label className="switch-line">
          <Switch checked={off === 'yes'} onChange={(on) => list.filter({ off: on ? 'yes' : undefined })} />
          {t('policy.onlyOff')}
        </label>
      </FilterBar>
      {chosen && (
        <p className="page-note" role="status">
          {by === 'operation' ? t('policy.who', { n: found.length, operation: name(chosen) }) : t('policy.what', { n: found.length, role: name(chosen) })}
        </p>
      )}
      {by === 'role' && chosen && <AboutRole matrix={matrix} code={chosen} />}
      <AnswerTable answers={found} roleName={roleName} operationName={operationName} ask={setRequest} filtered={list.filtered} clear={list.clear} />
      <ReasonDialog request={request} onClose={() => setRequest(undefined)} />
    </>
  );
}

/** What else is ruled of a role: data, who gives it, what it may not be held with. */
function AboutRole({ matrix, code }: { matrix: Matrix; code: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const role = matrix.roles.find((one) => one.role === code);
  if (!role) return null;
  const names = (codes: string[]) => codes.map((one) => word(book.role, one)).join(format.comma);
  return (
    <div className="about-role">
      <Facts
        items={[
          [t('policy.data'), role.data.map((level) => word(book.dataLevel, level)).join(format.comma)],
          [t('policy.givenBy'), role.given_by.length ? names(role.given_by) : t('policy.hostOnly')],
          [t('policy.separated'), role.separated_from.length ? names(role.separated_from.map((one) => one.role)) : t('policy.separatedNone')],
        ]}
      />
    </div>
  );
}
