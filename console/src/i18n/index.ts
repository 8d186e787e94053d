// zh-CN is the source; en is typed against it, so that a missing key does not compile.
import i18next, { changeLanguage, use as useModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import zh, { type Dictionary } from './zh-CN';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Dictionary };
  }
}

export type Language = 'zh-CN' | 'en';
const STORED = 'huixin.language';

export const language = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN');

function remembered(): Language {
  return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-CN';
}

export async function setLanguage(next: Language): Promise<void> {
  if (next === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    i18next.addResourceBundle('en', 'translation', (await import('./en')).default);
  }
  await changeLanguage(next);
  document.documentElement.lang = next;
  localStorage.setItem(STORED, next);
}

export async function startLanguage(): Promise<void> {
  await useModule(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh } },
    interpolation: { escapeValue: false },
  });
  if (remembered() === 'en') await setLanguage('en');
}

export { i18next };
