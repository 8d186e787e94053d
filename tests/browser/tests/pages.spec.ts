// Every page that a role may open, checked for accessibility; and what a role may not open.
import type { Role } from '../accounts.ts';
import { accessible, expect, test } from '../base.ts';

type Stop = [path: string, heading: string];

const WALKS: Partial<Record<Role, Stop[]>> = {
  platform_operator: [
    ['/', '全国概览'],
    ['/provinces', '省级单位'],
    ['/national-import', '全国院校导入'],
    ['/national-import?step=upload', '全国院校导入'],
    ['/accounts', '账号管理'],
    ['/accounts?open=new', '账号管理'],
  ],
  moe_steering: [
    ['/?measure=accounts', '全国概览'],
    ['/provinces', '省级单位'],
    ['/directory/51', '四川省学校名录'],
    ['/campaigns', '年度测评'],
    ['/campaigns?open=new', '年度测评'],
    ['/cockpit', '驾驶舱'],
    ['/cockpit/51', '四川省测评数据'],
  ],
  prov_admin: [
    ['/cockpit', '驾驶舱'],
    ['/assessments', '年度测评'],
    ['/', '张敏，您好'],
    ['/schools', '学校管理'],
    ['/schools?open=new', '学校管理'],
    ['/schools/import', '导入学校'],
    ['/accounts', '账号管理'],
  ],
  school_admin: [
    ['/', '王芳，您好'],
    ['/cockpit', '测评数据'],
    ['/assessments', '年度测评'],
    ['/accounts', '账号管理'],
    ['/accounts?open=new', '账号管理'],
  ],
  counsel_head: [
    ['/', '赵心怡，您好'],
    ['/cockpit', '测评数据'],
    ['/assessments', '年度测评'],
    ['/contacts', '需立即联系'],
  ],
  audit_admin: [
    ['/', '沈严，您好'],
    ['/audit', '审计日志'],
  ],
};

const walk = (role: Role, stops: Stop[]) =>
  test(`${role} finds every page complete and accessible`, async ({ page, visit }) => {
    for (const [path, heading] of stops) {
      await test.step(path, async () => {
        await visit(role, path);
        // A drawer hides the page behind it from the accessibility tree.
        await expect(page.getByRole('heading', { name: heading, includeHidden: true })).toBeVisible();
        await expect(page.getByRole('alert')).toHaveCount(0);
        await accessible(page);
      });
    }
  });

test.describe('in Chinese', () => {
  for (const [role, stops] of Object.entries(WALKS)) walk(role as Role, stops);
});

test.describe('in English', () => {
  test.use({ language: 'en' });
  walk('platform_operator', [
    ['/', 'Nationwide overview'],
    ['/national-import', 'National import'],
  ]);
  walk('prov_analyst', [
    ['/schools', 'Schools'],
    ['/cockpit', 'Cockpit'],
  ]);
  walk('counsel_head', [['/contacts', 'Contact now']]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  walk('moe_steering', [
    ['/', '全国概览'],
    ['/directory/51', '四川省学校名录'],
  ]);
  walk('counsel_head', [
    ['/', '赵心怡，您好'],
    ['/cockpit', '测评数据'],
    ['/contacts', '需立即联系'],
  ]);
});

test('who may not open a page is told so, and by whom it can be granted', async ({ page, visit }) => {
  await visit('school_admin', '/schools');
  await expect(page.getByRole('heading', { name: '您没有访问此页面的权限' })).toBeVisible();
  await expect(page.getByText('省级管理员')).toBeVisible();
  await accessible(page);
});
