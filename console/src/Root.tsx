import { legacyLogicalPropertiesTransformer, StyleProvider } from '@ant-design/cssinjs';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from './api/problem';
import { nonce } from './nonce';
import { makeRouter } from './routes/tree';
import { theme } from './theme';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, problem) => count < 1 && !(isProblem(problem) && problem.status >= 400 && problem.status < 500),
    },
  },
});
const router = makeRouter(queryClient);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** Cursors of the pages before this one, for the way back. */
    trail?: string[];
  }
}

// Chromium 86 knows neither :where() nor logical properties: without the StyleProvider antd
// would stand there unstyled.
export function Root() {
  const { i18n } = useTranslation();
  const english = i18n.language === 'en';
  const [enUS, setEnUS] = useState<Locale>();
  useEffect(() => {
    dayjs.locale(english ? 'en' : 'zh-cn');
    if (english) void import('antd/locale/en_US').then((module) => setEnUS(module.default));
  }, [english]);
  return (
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider locale={english ? (enUS ?? zhCN) : zhCN} theme={theme} button={{ autoInsertSpace: false }} {...(nonce && { csp: { nonce } })}>
        <AntApp>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </StyleProvider>
  );
}
