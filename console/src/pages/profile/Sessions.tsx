// Where one is signed in: end one, end all others; and whether the account was in use from two networks at once.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, answer, client, type Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useFormat } from '../../i18n/format';
import { ProblemView, useProblemText } from '../../ui/ProblemView';
import { useCodes } from '../../ui/useCodes';

type OwnSession = Schemas['OwnSession'];
const options = $api.queryOptions('get', '/sessions');

function useDevice() {
  const { t } = useTranslation();
  const { book } = useCodes();
  return ({ browser, system }: OwnSession) => {
    const names = [browser, system].filter((name) => name !== null && name !== undefined);
    return names.length ? names.map((name) => (book.device as Record<string, string>)[name] ?? name).join(' · ') : t('sessions.unknown');
  };
}

function useEnding() {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const queryClient = useQueryClient();
  const words = useProblemText();
  const attempt = async (act: () => Promise<string>) => {
    try {
      const done = await act();
      void message.success(done);
    } catch (raw) {
      void message.error(words(asProblem(raw)));
    } finally {
      await queryClient.invalidateQueries({ queryKey: options.queryKey });
    }
  };
  const end = (id: string) =>
    attempt(async () => {
      await answer(client.DELETE('/sessions/{id}', { params: { path: { id } } }));
      return t('sessions.ended');
    });
  const endOthers = () =>
    modal.confirm({
      title: t('sessions.endOthersTitle'),
      content: t('sessions.endOthersText'),
      okText: t('sessions.endOthers'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () =>
        attempt(async () => {
          const { ended } = await answer(client.DELETE('/sessions'));
          return t('sessions.othersEnded', { n: ended });
        }),
    });
  return { end, endOthers };
}

export function Sessions() {
  const { t } = useTranslation();
  const format = useFormat();
  const device = useDevice();
  const { end, endOthers } = useEnding();
  const query = $api.useQuery('get', '/sessions');
  const shared = query.data?.shared;
  if (query.error && !query.data) return <ProblemView problem={query.error} retry={() => void query.refetch()} />;
  const items = query.data?.items ?? [];
  return (
    <section className="card" aria-labelledby="sessions-title">
      <div className="card-head">
        <h2 id="sessions-title">{t('sessions.title')}</h2>
        {items.length > 1 && (
          <Button danger onClick={() => void endOthers()}>
            {t('sessions.endOthers')}
          </Button>
        )}
      </div>
      <p className="help">{t('sessions.note')}</p>
      {shared && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          className="gap"
          title={t('sessions.sharedTitle')}
          description={t('sessions.sharedText', { time: format.time(shared.at), one: shared.networks[0], two: shared.networks[1] })}
        />
      )}
      <Table<OwnSession>
        rowKey="id"
        size="middle"
        pagination={false}
        loading={query.isPending}
        dataSource={items}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            key: 'device',
            title: t('sessions.device'),
            render: (_, session) => (
              <>
                {device(session)} {session.current && <span className="tag good">{t('sessions.current')}</span>}
              </>
            ),
          },
          { key: 'network', title: t('sessions.network'), className: 'digits', dataIndex: 'network' },
          { key: 'began', title: t('sessions.began'), className: 'digits', render: (_, session) => format.time(session.began_at) },
          { key: 'seen', title: t('sessions.seen'), className: 'digits', render: (_, session) => format.time(session.seen_at) },
          { key: 'expires', title: t('sessions.expires'), className: 'digits', render: (_, session) => format.time(session.expires_at) },
          {
            key: 'actions',
            title: t('common.actions'),
            render: (_, session) =>
              session.current ? null : (
                <Button type="link" size="small" danger aria-label={t('sessions.endThis', { device: device(session) })} onClick={() => void end(session.id)}>
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
    </section>
  );
}
