// Each language is named in its own words, as readers of it look for it.
import { GlobalOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { language, setLanguage } from '../i18n';
import { NATIVE_NAMES } from '../i18n/native-names';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const next = language() === 'en' ? 'zh-CN' : 'en';
  return (
    <Button
      type="text"
      icon={<GlobalOutlined aria-hidden />}
      aria-label={`${t('nav.language')} ${NATIVE_NAMES[next]}`}
      onClick={() => void setLanguage(next).then(() => queryClient.invalidateQueries())}
    >
      <span lang={next}>{NATIVE_NAMES[next]}</span>
    </Button>
  );
}
