// What can be done to the accounts that were chosen: all of a page, over several pages, or all that the filter finds.
import { App, Button, Modal, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, client, type Schemas } from '../../api/client';
import { keyKeeper } from '../../api/idempotency';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import type { AccountSearch } from '../../routes/searches';
import { ActionButton, useMay } from '../../ui/ActionButton';
import { useProblemText } from '../../ui/ProblemView';
import type { ReasonRequest } from '../../ui/ReasonDialog';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useRefreshAccounts } from './actions';
import { accountQuery } from './filter';

/** As many as one request disables. */
export const MOST = 500;
type Report = Schemas['AccountsDisabled'];

interface Props {
  search: AccountSearch;
  total: number | undefined;
  chosen: string[];
  onChoose: (ids: string[]) => void;
  ask: (request: ReasonRequest) => void;
}

export function BulkBar({ search, total, chosen, onChoose, ask }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { message } = App.useApp();
  const words = useProblemText();
  const refresh = useRefreshAccounts();
  const [keyFor] = useState(() => keyKeeper());
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<Report>();

  const chooseAll = async () => {
    setBusy(true);
    try {
      const page = await answer(client.GET('/accounts', { params: { query: { ...accountQuery(search), limit: MOST } } }));
      onChoose(page.items.map((account) => account.id));
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      setBusy(false);
    }
  };
  const disable = () =>
    ask({
      title: t('accounts.bulk.title', { n: format.number(chosen.length) }),
      consequences: [t('accounts.bulk.text'), t('accounts.bulk.each')],
      verb: t('accounts.disableVerb'),
      danger: true,
      act: async (reason) => {
        const body = { ids: chosen, reason };
        const done = await answer(client.POST('/account-disablings', { params: { header: { 'Idempotency-Key': keyFor(body) } }, body }));
        onChoose([]);
        await refresh();
        if (done.refused) setReport(done);
        else void message.success(t('accounts.bulk.done', { n: format.number(done.disabled) }));
      },
    });
  const tooMany = chosen.length > MOST;
  return (
    <>
      {chosen.length > 0 && (
        <div className="bulk-bar noprint" role="region" aria-label={t('accounts.bulk.label')}>
          <span aria-live="polite">{t('accounts.bulk.chosen', { n: format.number(chosen.length) })}</span>
          {typeof total === 'number' && total > chosen.length && (
            <Button size="small" loading={busy} onClick={() => void chooseAll()}>
              {total > MOST ? t('accounts.bulk.first', { n: format.number(MOST) }) : t('accounts.bulk.all', { n: format.number(total) })}
            </Button>
          )}
          <Button size="small" onClick={() => onChoose([])}>
            {t('accounts.bulk.none')}
          </Button>
          <ActionButton
            size="small"
            danger
            verdict={tooMany ? { allowed: false, reason: t('accounts.bulk.tooMany', { n: format.number(MOST) }) } : may('account.disable_many')}
            onClick={disable}
          >
            {t('accounts.bulk.disable')}
          </ActionButton>
        </div>
      )}
      {report && <Refused report={report} onClose={() => setReport(undefined)} />}
    </>
  );
}

function Refused({ report, onClose }: { report: Report; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = { n: format.number(report.disabled), refused: format.number(report.refused) };
  return (
    <Modal
      open
      width={720}
      title={t('accounts.bulk.reportTitle', counts)}
      onCancel={onClose}
      closable={{ 'aria-label': t('common.close') }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    >
      <p className="help">{t('accounts.bulk.reportText')}</p>
      <ScrollRegion label={t('accounts.bulk.refused')}>
        <Table<Report['items'][number]>
          rowKey="id"
          size="small"
          pagination={report.refused > 20 ? { pageSize: 20, showSizeChanger: false } : false}
          dataSource={report.items.filter((item) => !item.disabled)}
          columns={[
            { title: t('accounts.name'), key: 'name', render: (_, item) => item.name ?? '—' },
            { title: t('accounts.login'), key: 'login', render: (_, item) => item.login ?? '—' },
            { title: t('accounts.bulk.why'), key: 'reason', render: (_, item) => item.reason ?? '—' },
          ]}
        />
      </ScrollRegion>
    </Modal>
  );
}
