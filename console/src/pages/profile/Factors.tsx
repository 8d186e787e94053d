// One's own second factor: the app, and how many recovery codes are left.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client } from '../../api/client';
import { meOptions } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { Enrol } from '../second-factor/Enrol';
import { RecoveryCodes } from '../second-factor/RecoveryCodes';

export function Factors() {
  const { t } = useTranslation();
  const format = useFormat();
  const queryClient = useQueryClient();
  const held = $api.useQuery('get', '/factors');
  const [replacing, setReplacing] = useState(false);
  const renew = useMutation({ mutationFn: () => answer(client.POST('/factors/recovery-codes')) });

  const done = async () => {
    setReplacing(false);
    renew.reset();
    await queryClient.invalidateQueries({ queryKey: ['get', '/factors'] });
    await queryClient.invalidateQueries({ queryKey: meOptions.queryKey });
  };

  if (held.error) return <ProblemView problem={held.error} retry={() => void held.refetch()} />;
  if (!held.data) return <Skeleton active />;
  const since = held.data.totp_since;
  return (
    <section aria-labelledby="factors-title">
      <h2 id="factors-title">{t('factor.title')}</h2>
      <Facts
        items={[
          [t('factor.app'), since ? t('factor.since', { time: format.time(since) }) : t('factor.none')],
          [t('factor.codes'), t('factor.codesLeft', { n: held.data.recovery_codes_left })],
        ]}
      />
      {renew.error ? <ProblemView problem={renew.error} /> : null}
      <Space wrap>
        <Button onClick={() => setReplacing(true)}>{since ? t('factor.replace') : t('factor.enrolTitle')}</Button>
        {since && (
          <Button loading={renew.isPending} onClick={() => renew.mutate()}>
            {t('factor.renew')}
          </Button>
        )}
      </Space>
      <Drawer open={replacing || Boolean(renew.data)} size={480} title={replacing ? t('factor.enrolTitle') : t('factor.codes')} onClose={() => void done()} closable={{ 'aria-label': t('common.close') }} destroyOnHidden>
        {replacing ? <Enrol onDone={() => void done()} /> : renew.data && <RecoveryCodes codes={renew.data.codes} onDone={() => void done()} />}
      </Drawer>
    </section>
  );
}
