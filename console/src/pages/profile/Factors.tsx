// One's own second factors: the app, passkeys, and how many recovery codes are left.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Popconfirm, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, answer, client } from '../../api/client';
import { passkeysWork } from '../../api/passkeys';
import { meOptions } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/Facts';
import { ProblemView } from '../../ui/ProblemView';
import { Enrol } from '../second-factor/Enrol';
import { RecoveryCodes } from '../second-factor/RecoveryCodes';
import { AddPasskey } from './AddPasskey';

type Step = { what: 'app' } | { what: 'passkey' } | { what: 'codes'; codes: string[] };

export function Factors() {
  const { t } = useTranslation();
  const format = useFormat();
  const queryClient = useQueryClient();
  const held = $api.useQuery('get', '/factors');
  const [step, setStep] = useState<Step>();
  const renew = useMutation({
    mutationFn: () => answer(client.POST('/factors/recovery-codes')),
    onSuccess: ({ codes }) => setStep({ what: 'codes', codes }),
  });
  const remove = useMutation({
    mutationFn: (passkey: string) => answer(client.DELETE('/factors/passkeys/{passkey}', { params: { path: { passkey } } })),
    onSuccess: () => void done(),
  });

  const done = async () => {
    setStep(undefined);
    await queryClient.invalidateQueries({ queryKey: ['get', '/factors'] });
    await queryClient.invalidateQueries({ queryKey: meOptions.queryKey });
  };

  if (held.error) return <ProblemView problem={held.error} retry={() => void held.refetch()} />;
  if (!held.data) return <Skeleton active />;
  const { totp_since: since, passkeys } = held.data;
  const titles = { app: t('factor.enrolTitle'), passkey: t('factor.addPasskey'), codes: t('factor.codes') };
  const problem = renew.error ?? remove.error;
  const keys = passkeys.length ? (
    <ul className="plain-list">
      {passkeys.map((one) => (
        <li key={one.id}>
          {one.name} · {one.used_at ? t('factor.used', { time: format.time(one.used_at) }) : t('factor.since', { time: format.time(one.created_at) })}{' '}
          <Popconfirm title={t('factor.removeTitle', one)} okText={t('factor.remove')} cancelText={t('common.cancel')} onConfirm={() => remove.mutate(one.id)}>
            <Button type="link" size="small" danger aria-label={`${t('factor.remove')} ${one.name}`}>
              {t('factor.remove')}
            </Button>
          </Popconfirm>
        </li>
      ))}
    </ul>
  ) : (
    t('factor.none')
  );
  return (
    <section aria-labelledby="factors-title">
      <h2 id="factors-title">{t('factor.title')}</h2>
      <Facts
        items={[
          [t('factor.app'), since ? t('factor.since', { time: format.time(since) }) : t('factor.none')],
          [t('factor.passkeys'), keys],
          [t('factor.codes'), t('factor.codesLeft', { n: held.data.recovery_codes_left })],
        ]}
      />
      {problem ? <ProblemView problem={problem} /> : null}
      <Space wrap>
        <Button onClick={() => setStep({ what: 'app' })}>{since ? t('factor.replace') : t('factor.enrolTitle')}</Button>
        {held.data.passkeys_offered && passkeysWork() && <Button onClick={() => setStep({ what: 'passkey' })}>{t('factor.addPasskey')}</Button>}
        <Button loading={renew.isPending} onClick={() => renew.mutate()}>
          {t('factor.renew')}
        </Button>
      </Space>
      <Drawer open={Boolean(step)} size={480} title={step && titles[step.what]} onClose={() => void done()} closable={{ 'aria-label': t('common.close') }} destroyOnHidden>
        {step?.what === 'app' && <Enrol onDone={() => void done()} />}
        {step?.what === 'passkey' && <AddPasskey onDone={(codes) => (codes.length ? setStep({ what: 'codes', codes }) : void done())} />}
        {step?.what === 'codes' && <RecoveryCodes codes={step.codes} onDone={() => void done()} />}
      </Drawer>
    </section>
  );
}
