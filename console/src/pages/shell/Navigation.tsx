import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  CloudUploadOutlined,
  FormOutlined,
  HomeOutlined,
  IdcardOutlined,
  ImportOutlined,
  NotificationOutlined,
  PhoneOutlined,
  PieChartOutlined,
  SafetyCertificateOutlined,
  SolutionOutlined,
  TeamOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons';
import { Link, useRouterState } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { currentItem, menuFor, type MenuItem } from '../../routes/menu';

const ICONS: Record<MenuItem['to'], typeof HomeOutlined> = {
  '/': HomeOutlined,
  '/cockpit': PieChartOutlined,
  '/campaigns': NotificationOutlined,
  '/assessments': FormOutlined,
  '/contacts': PhoneOutlined,
  '/emergencies': AlertOutlined,
  '/provinces': ApartmentOutlined,
  '/national-import': CloudUploadOutlined,
  '/schools': BankOutlined,
  '/services': ApiOutlined,
  '/schools/import': ImportOutlined,
  '/accounts': TeamOutlined,
  '/policy': SafetyCertificateOutlined,
  '/audit': AuditOutlined,
  '/leaves': SolutionOutlined,
  '/registrations': IdcardOutlined,
  '/sharing-alerts': UsergroupAddOutlined,
};

export function Navigation({ narrow, onGo }: { narrow: boolean; onGo?: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const here = currentItem(useRouterState({ select: (state) => state.location.pathname }));
  return (
    <nav aria-label={t('nav.main')}>
      <ul className="menu">
        {menuFor(me.can).map(({ to, label }) => {
          const Icon = ICONS[to];
          const link = (
            <Link to={to} onClick={onGo} className={to === here ? 'menu-link here' : 'menu-link'} aria-current={to === here ? 'page' : undefined}>
              <Icon aria-hidden />
              <span className={narrow ? 'for-readers' : undefined}>{t(`nav.${label}`)}</span>
            </Link>
          );
          return (
            <li key={to}>
              {narrow ? (
                <Tooltip placement="right" title={t(`nav.${label}`)}>
                  {link}
                </Tooltip>
              ) : (
                link
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
