import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import type { Column } from '../../ui/ResourceTable';
import { StateTag } from '../../ui/StateTag';
import { Reasons } from './Reasons';

type Contact = Schemas['Contact'];
const SOON = 6;

export function useContactColumns(state: 'open' | 'done', act: { open: (one: Contact) => void; finish: (one: Contact) => void }): Column<Contact>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const opener = (one: Contact) => (
    <Button size="small" aria-label={t('contacts.openLabel', { college: one.college, due: format.time(one.due_at) })} onClick={() => act.open(one)}>
      {t('contacts.openOne')}
    </Button>
  );
  const first = (title: string, time: (one: Contact) => ReactNode): Column<Contact> => ({
    key: 'time',
    title,
    fixedIn: true,
    className: 'digits',
    render: (_, one) => (
      <span className="opener">
        {opener(one)} {time(one)}
      </span>
    ),
  });
  const own: Column<Contact>[] =
    state === 'open'
      ? [first(t('contacts.due'), (one) => <Due contact={one} />)]
      : [
          first(t('contacts.finishedAt'), (one) => format.time(one.done_at)),
          { key: 'who', title: t('contacts.finishedBy'), render: (_, one) => one.account_name ?? '—' },
          { key: 'note', title: t('contacts.finishNote'), className: 'wrap-cell', render: (_, one) => one.note ?? '—' },
        ];
  const finish: Column<Contact> = {
    key: 'actions',
    title: t('common.actions'),
    fixedIn: true,
    className: 'noprint',
    render: (_, one) =>
      one.state === 'open' && (
        <Button type="link" size="small" className="cell-link" aria-label={`${t('contacts.finish')} ${one.college} ${format.time(one.due_at)}`} onClick={() => act.finish(one)}>
          {t('contacts.finish')}
        </Button>
      ),
  };
  return [
    ...own,
    { key: 'college', title: t('contacts.college'), render: (_, one) => one.college },
    { key: 'reason', title: t('contacts.reason'), render: (_, one) => <Reasons level={one.level} crisis={one.crisis} /> },
    { key: 'created', title: t('contacts.createdAt'), className: 'digits', render: (_, one) => format.time(one.created_at) },
    ...(state === 'open' ? [finish] : []),
  ];
}

function Due({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const left = Math.ceil((Date.parse(contact.due_at) - now) / 3_600_000);
  return (
    <>
      {format.time(contact.due_at)}{' '}
      {contact.overdue ? (
        <StateTag state="overdue" word={t('contacts.overdue')} />
      ) : (
        left > 0 && left <= SOON && <StateTag state="waiting" word={t('contacts.dueSoon', { n: left })} />
      )}
    </>
  );
}
