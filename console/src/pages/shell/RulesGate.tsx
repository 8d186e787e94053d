// The platform's rules come before anything else, and again when they have a new version.
import { useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client } from '../../api/client';
import { meOptions } from '../../api/session';
import { ProblemView } from '../../ui/ProblemView';
import { ScrollRegion } from '../../ui/ScrollRegion';
import { useSignOut } from './sign-out';

export function RulesGate() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const signOut = useSignOut();
  const query = $api.useQuery('get', '/rules');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const accept = async (version: number) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await answer(client.POST('/rules/acknowledgement', { body: { version } }));
      queryClient.setQueryData(meOptions.queryKey, await answer(client.GET('/session')));
      await queryClient.invalidateQueries();
    } catch (raw) {
      setProblem(raw);
      await query.refetch();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={760}
      title={t('rules.title')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="leave" disabled={busy} onClick={() => void signOut()}>
          {t('rules.leave')}
        </Button>,
        <Button key="accept" type="primary" loading={busy} disabled={!query.data} onClick={() => query.data && void accept(query.data.version)}>
          {t('rules.accept')}
        </Button>,
      ]}
    >
      <p className="help">{t('rules.lead')}</p>
      {problem || query.error ? <ProblemView problem={problem ?? query.error} retry={() => void query.refetch()} /> : null}
      {query.data ? (
        <ScrollRegion label={t('rules.title')}>
          <div className="rules">{query.data.text.split('\n').map(line)}</div>
        </ScrollRegion>
      ) : (
        <Skeleton active />
      )}
    </Modal>
  );
}

/** Headings, numbered lines and bold words are all the Markdown that the rules use. */
function line(text: string, index: number): ReactNode {
  if (text.startsWith('# ') || !text.trim()) return null;
  if (text.startsWith('## ')) return <h3 key={index}>{text.slice(3)}</h3>;
  const words = text.split('**').map((part, at) => (at % 2 === 1 ? <strong key={at}>{part}</strong> : part));
  return <p key={index}>{words}</p>;
}
