import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { EmptyState } from '../../ui/EmptyState';
import type { ReasonRequest } from '../../ui/ReasonDialog';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useCodes } from '../../ui/useCodes';
import type { Answer } from './question';
import { useSwitches } from './switches';

interface Props {
  answers: Answer[];
  roleName: (code: string) => string;
  operationName: (code: string) => string;
  ask: (request: ReasonRequest) => void;
  filtered: boolean;
  clear: () => void;
}

export function AnswerTable({ answers, roleName, operationName, ask, filtered, clear }: Props) {
  const { t } = useTranslation();
  const conditions = useConditions();
  const may = useMay();
  const switches = useSwitches(ask, roleName, operationName);
  const told = (one: Answer) => ({ role: roleName(one.role), operation: operationName(one.operation) });
  const action = (one: Answer) => {
    if (one.fixed) return <span className="about">{t('policy.fixed')}</span>;
    return one.narrowed ? (
      <ActionButton type="link" size="small" verdict={may('narrowing.switch_on')} onClick={() => switches.on(one)} aria-label={t('policy.switchOnOf', told(one))}>
        {t('policy.switchOn')}
      </ActionButton>
    ) : (
      <ActionButton type="link" size="small" danger verdict={may('narrowing.switch_off')} onClick={() => switches.off(one)} aria-label={t('policy.switchOffOf', told(one))}>
        {t('policy.switchOff')}
      </ActionButton>
    );
  };
  const empty = filtered ? (
    <EmptyState kind="noMatch" title={t('empty.noMatchTitle')} text={t('empty.noMatchText')} action={<Button onClick={clear}>{t('empty.clear')}</Button>} />
  ) : (
    <EmptyState kind="none" title={t('policy.none')} text={t('policy.noneText')} />
  );
  return (
    <ScrollRegion label={t('policy.title')}>
      <Table<Answer>
        rowKey={(one) => `${one.role} ${one.operation}`}
        dataSource={answers}
        size="middle"
        pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: empty }}
        columns={[
          { title: t('policy.operation'), key: 'operation', render: (_, one) => operationName(one.operation) },
          { title: t('policy.role'), key: 'role', render: (_, one) => roleName(one.role) },
          { title: t('policy.condition'), key: 'condition', className: 'conditions', render: (_, one) => conditions(one.conditions) },
          { title: t('policy.state'), key: 'state', render: (_, one) => <State answer={one} /> },
          { title: t('policy.change'), key: 'actions', className: 'noprint', render: (_, one) => action(one) },
        ]}
      />
    </ScrollRegion>
  );
}

function State({ answer: { narrowed } }: { answer: Answer }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!narrowed) return <span className="tag good">{t('policy.on')}</span>;
  return (
    <>
      <span className="tag bad">{t('policy.off')}</span>
      <span className="about block">{t('policy.offBy', { by: narrowed.by, time: format.time(narrowed.at), reason: narrowed.reason })}</span>
    </>
  );
}

/** Alternatives of facts that must all hold, as a sentence. */
function useConditions() {
  const { t } = useTranslation();
  const { book, word } = useCodes();
  return (alternatives: string[][]) =>
    alternatives.map((facts) => (facts.length ? facts.map((fact) => word(book.fact, fact)).join(t('policy.and')) : t('policy.always'))).join(t('policy.or'));
}
