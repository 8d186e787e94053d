import { Alert } from 'antd';
import { useClosed } from '../../ui/useClosed';
import { useSuspended } from '../../ui/useSuspended';

/** Above every page of who belongs to a suspended place, or comes at a closed hour, so that an empty menu explains itself. */
export function Suspended() {
  const [suspended, closed] = [useSuspended(), useClosed()];
  const why = suspended ?? closed;
  if (!why) return null;
  return <Alert type="warning" showIcon role="status" className="gap" title={why.title} description={why.text} />;
}
