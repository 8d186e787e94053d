// What an account holds, in its drawer: the list, a further role, the end of one.
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { can, useMe } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { useRefreshAccounts } from './actions';
import { GiveRole } from './GiveRole';

type Account = Schemas['Account'];
type Assignment = Schemas['Assignment'];

export function Assignments({ account }: { account: Account }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const [giving, setGiving] = useState(false);
  const path = { id: account.id };
  const query = $api.useQuery('get', '/accounts/{id}/assignments', { params: { path } }, { enabled: can(me, 'assignment.list') });
  if (!can(me, 'assignment.list')) return null;
  return (
    <section className="assignments" aria-labelledby="assignments-title">
      <div className="card-head">
        <h2 id="assignments-title">{t('assignments.title')}</h2>
        <ActionButton size="small" icon={<PlusOutlined aria-hidden />} verdict={may('assignment.give')} onClick={() => setGiving(true)}>
          {t('assignments.give')}
        </ActionButton>
      </div>
      {query.error ? (
        <ProblemView problem={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Skeleton active title={false} />
      ) : query.data.items.length === 0 ? (
        <p className="page-note">{t('assignments.none')}</p>
      ) : (
        <ul className="held">
          {query.data.items.map((held) => (
            <Held key={held.id} account={account} held={held} />
          ))}
        </ul>
      )}
      {giving && <GiveRole account={account} onClose={() => setGiving(false)} />}
    </section>
  );
}

function Held({ account, held }: { account: Account; held: Assignment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const end = useEnd(account);
  const role = format.role(held);
  const place = [held.school?.name ?? t('accounts.wholeUnit'), held.department].filter(Boolean).join(' · ');
  return (
    <li>
      <div>
        <strong>{role}</strong>
        <span className="about">
          {place} · {held.ends_at ? t('assignments.until', { time: format.time(held.ends_at) }) : t('assignments.noEnd')} ·{' '}
          {held.given_by ? t('assignments.givenBy', { name: held.given_by }) : t('assignments.byHost')}
        </span>
      </div>
      <ActionButton type="link" size="small" danger verdict={held._can['assignment.end']} onClick={() => end(held)} aria-label={t('assignments.endOf', { role })}>
        {t('assignments.end')}
      </ActionButton>
    </li>
  );
}

function useEnd(account: Account) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message, modal } = App.useApp();
  const words = useProblemText();
  const refresh = useRefreshAccounts();
  const queryClient = useQueryClient();
  return (held: Assignment) => {
    const said = { name: account.name, role: format.role(held) };
    const act = async () => {
      await answer(client.DELETE('/accounts/{id}/assignments/{assignment}', { params: { path: { id: account.id, assignment: held.id } } }));
      void message.success(t('assignments.ended', said));
      await Promise.all([refresh(), queryClient.invalidateQueries({ queryKey: ['get', '/accounts/{id}/assignments'] })]);
    };
    void modal.confirm({
      title: t('assignments.endTitle', said),
      content: t('assignments.endText'),
      okText: t('assignments.endVerb'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      autoFocusButton: 'cancel',
      onOk: () => act().catch((raw: unknown) => void message.error(words(asProblem(raw)))),
    });
  };
}
