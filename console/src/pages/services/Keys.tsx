// The keys of a service account, in its drawer: what each may do, from where, until when.
import { KeyOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ActionButton } from '../../ui/ActionButton';
import { StateTag } from '../../ui/StateTag';
import { useCodes } from '../../ui/useCodes';
import type { ServiceActions } from './actions';
import { IssueKey } from './IssueKey';
import { ShownOnce } from './ShownOnce';

interface Props {
  service: Schemas['Service'];
  actions: ServiceActions;
}

export function Keys({ service, actions }: Props) {
  const { t } = useTranslation();
  const [issuing, setIssuing] = useState(false);
  const [secret, setSecret] = useState<string>();
  return (
    <section className="assignments" aria-labelledby="keys-title">
      <div className="card-head">
        <h2 id="keys-title">{t('services.keys')}</h2>
        <ActionButton size="small" icon={<KeyOutlined aria-hidden />} verdict={service._can['service.issue_key']} onClick={() => setIssuing(true)}>
          {t('services.issue')}
        </ActionButton>
      </div>
      {service.keys.length === 0 ? (
        <p className="page-note">{t('services.keysNone')}</p>
      ) : (
        <ul className="held">
          {service.keys.map((key) => (
            <OneKey key={key.id} service={service} one={key} actions={actions} />
          ))}
        </ul>
      )}
      {issuing && <IssueKey service={service} onIssued={setSecret} onClose={() => setIssuing(false)} />}
      {secret && <ShownOnce secret={secret} onClose={() => setSecret(undefined)} />}
    </section>
  );
}

const TONE = { live: 'active', expired: 'left', revoked: 'disabled' } as const;

function OneKey({ service, one, actions }: Props & { one: Schemas['ServiceKey'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { book, word } = useCodes();
  const names = one.operations.map((name) => word(book.operation, name)).join(format.comma);
  return (
    <li>
      <div>
        <strong className="digits">{one.hint}…</strong> <StateTag state={TONE[one.state]} word={word(book.keyState, one.state)} />{' '}
        {one.unused && <span className="tag wait">{t('services.unused')}</span>}
        <span className="about block">{names}</span>
        <span className="about block">
          {t('services.keyFacts', { networks: one.networks.join(format.comma), day: one.expires_on, who: one.created_by, time: format.time(one.created_at) })}
          {' · '}
          {one.last_used_at ? t('services.usedAt', { time: format.time(one.last_used_at) }) : t('services.neverUsed')}
        </span>
        {one.revoked_at && <span className="about block">{t('services.revokedBy', { who: one.revoked_by, time: format.time(one.revoked_at), reason: one.revoked_reason })}</span>}
      </div>
      {one.state === 'live' && (
        <ActionButton type="link" size="small" danger verdict={one._can['service.revoke_key']} onClick={() => actions.revoke(service, one)} aria-label={t('services.revokeOf', one)}>
          {t('services.revoke')}
        </ActionButton>
      )}
    </li>
  );
}
