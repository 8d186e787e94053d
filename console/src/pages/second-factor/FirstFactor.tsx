// The first second factor: an app, or a passkey of this device where the browser and the address allow it.
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { passkeysWork } from '../../api/passkeys';
import { AddPasskey } from '../profile/AddPasskey';
import { Enrol } from './Enrol';
import { RecoveryCodes } from './RecoveryCodes';

export function FirstFactor({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const held = $api.useQuery('get', '/factors');
  const [passkey, setPasskey] = useState(false);
  const [codes, setCodes] = useState<string[]>();
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  const offered = passkeysWork() && held.data?.passkeys_offered;
  return (
    <>
      {passkey ? <AddPasskey onDone={setCodes} /> : <Enrol onDone={onDone} />}
      {offered && (
        <p className="help after">
          <Button type="link" className="flush" onClick={() => setPasskey(!passkey)}>
            {passkey ? t('factor.useApp') : t('factor.usePasskeyInstead')}
          </Button>
        </p>
      )}
    </>
  );
}
