import type { ThemeConfig } from 'antd';

// antd derives lighter hover and placeholder colours that miss WCAG AA; these do not.
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0958d9',
    colorPrimaryHover: '#003eb3',
    colorPrimaryActive: '#002c8c',
    colorInfo: '#0958d9',
    colorLink: '#0958d9',
    colorLinkHover: '#003eb3',
    colorError: '#cf1322',
    colorErrorText: '#cf1322',
    colorTextPlaceholder: '#6b6b6b',
    colorTextDescription: '#595959',
    colorTextTertiary: '#595959',
    borderRadius: 6,
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily:
      "system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC',sans-serif",
  },
  components: {
    Table: { headerBg: '#f4f6fa', cellPaddingBlockMD: 9, rowSelectedBg: '#f0f6ff', rowSelectedHoverBg: '#e6f0ff' },
    Form: { labelColor: '#262626', verticalLabelPadding: '0 0 4px' },
    Steps: { colorTextDescription: '#595959' },
  },
};
