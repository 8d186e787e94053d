// What the caller may not do stays in its place, says why, and can be reached by keyboard: so
// it is aria-disabled, not disabled.
import { Button, Tooltip, type ButtonProps } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useMe } from '../api/session';
import { useHolder } from './useHolder';

type Verdict = Schemas['Verdict'];

export function ActionButton({ verdict, ...props }: ButtonProps & { verdict: Verdict | undefined }) {
  const { t } = useTranslation();
  if (verdict?.allowed) return <Button {...props} />;
  return (
    <Tooltip title={verdict?.reason ?? t('problem.notYou')} trigger={['hover', 'focus', 'click']}>
      <Button {...props} danger={false} type={props.type === 'primary' ? 'default' : props.type} aria-disabled className="blocked" onClick={undefined} href={undefined} />
    </Tooltip>
  );
}

/** The verdict for what belongs to no item: the session's own list of operations decides. */
export function useMay() {
  const me = useMe();
  const { t } = useTranslation();
  const holder = useHolder();
  return (operation: string): Verdict =>
    me.can.includes(operation)
      ? { allowed: true }
      : { allowed: false, reason: t('problem.needRole', { role: holder(operation) }) };
}
