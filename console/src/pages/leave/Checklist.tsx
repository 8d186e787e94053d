// The five things that must be done before a leave is complete (R003-53.3).
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { useProblemText } from '../../ui/ProblemView';

type Leave = Schemas['Leave'];
type Item = Schemas['LeaveItemView'];

export function Checklist({ leave, onChange }: { leave: Leave; onChange: () => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <ul className="checklist" aria-label={t('leave.checklist')}>
      {leave.items.map((item) => (
        <Line key={item.item} leave={leave} item={item} onChange={onChange} />
      ))}
    </ul>
  );
}

function Line({ leave, item, onChange }: { leave: Leave; item: Item; onChange: () => Promise<void> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message } = App.useApp();
  const words = useProblemText();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const name = format.name(item);
  const verdict = leave._can['leave.tick'];
  const set = async (done: boolean) => {
    setBusy(true);
    try {
      const params = { path: { id: leave.id, item: item.item } };
      await answer(client.PUT('/leaves/{id}/items/{item}', { params, body: { done, note: done ? note.trim() : null } }));
      setNote('');
      await onChange();
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <li>
      <div className="checklist-head">
        <b>{name}</b>
        <span className={`tag ${item.done ? 'good' : 'wait'}`}>{item.done ? t('leave.done') : t('leave.open')}</span>
        {item.done && verdict?.allowed && (
          <Button type="link" size="small" loading={busy} aria-label={t('leave.untickFor', { item: name })} onClick={() => void set(false)}>
            {t('leave.untick')}
          </Button>
        )}
      </div>
      {item.done ? (
        <p className="help">
          {t('leave.byAt', { who: item.done_by, time: format.time(item.done_at) })}
          {item.note && ` · ${item.note}`}
        </p>
      ) : (
        <div className="checklist-do">
          <Input value={note} maxLength={200} placeholder={t('leave.itemNote')} aria-label={t('leave.noteFor', { item: name })} onChange={(event) => setNote(event.target.value)} />
          <ActionButton verdict={verdict} loading={busy} aria-label={t('leave.tickFor', { item: name })} onClick={() => void set(true)}>
            {t('leave.tick')}
          </ActionButton>
        </div>
      )}
    </li>
  );
}
