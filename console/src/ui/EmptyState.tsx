// Five kinds of nothing, each with its own words and its own next step: none yet, none match,
// not permitted, suppressed, not yet reported.
import { FilterOutlined, InboxOutlined, LockOutlined, ClockCircleOutlined, EyeInvisibleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';

const ICONS = {
  none: InboxOutlined,
  noMatch: FilterOutlined,
  forbidden: LockOutlined,
  suppressed: EyeInvisibleOutlined,
  pending: ClockCircleOutlined,
};

export interface EmptyStateProps {
  kind: keyof typeof ICONS;
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ kind, title, text, action }: EmptyStateProps) {
  const Icon = ICONS[kind];
  return (
    <div className="empty" role="status">
      <Icon aria-hidden className="empty-icon" />
      <p className="empty-title">{title}</p>
      {text && <p className="empty-text">{text}</p>}
      {action && <div className="empty-action">{action}</div>}
    </div>
  );
}
