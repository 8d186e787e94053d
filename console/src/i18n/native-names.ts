/** The same in every language: a reader looks for the name of their own. */
export const NATIVE_NAMES = { 'zh-CN': '中文', en: 'English' } as const;
