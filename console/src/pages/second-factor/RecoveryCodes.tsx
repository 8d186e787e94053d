import { Alert, Button, Checkbox, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Shown once; one goes on after saying that they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${t('factor.codesFile')}\n\n${codes.join('\n')}\n`)}`;
  return (
    <>
      <Alert type="warning" showIcon className="gap" title={t('factor.codesTitle')} description={t('factor.codesText')} />
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <p>
        <Button href={file} download="huixin-recovery-codes.txt">
          {t('factor.download')}
        </Button>{' '}
        <Typography.Text copyable={{ text: codes.join('\n'), tooltips: [t('factor.copy'), t('factor.copied')] }} />
      </p>
      <p>
        <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)}>
          {t('factor.kept')}
        </Checkbox>
      </p>
      <Button type="primary" size="large" block disabled={!kept} onClick={onDone}>
        {t('factor.goOn')}
      </Button>
    </>
  );
}
