import type { Page } from '@playwright/test';
import { accountOf, demo, signInByRequest } from '../accounts.ts';
import { accessible, expect, test } from '../base.ts';
import { linkFor } from '../mails.ts';

const HEADER = '登录名,姓名,邮箱,角色,学校标识码,院系或部门,身份证件号码,到期日期';
const GOOD = [
  'wu.min,吴敏,wu.min@example.edu.cn,心理健康教育教师,,,11010519491231002X,2031-06-30',
  'zheng.hao,郑浩,zheng.hao@example.edu.cn,college_officer,,数学学院,,',
  'feng.xue,冯雪,feng.xue@example.edu.cn,校内师生,,,,',
];
const BAD = [
  'wu.min,吴敏,wu.min@example.edu.cn,心理健康教育教师,,,110105194912310021,2031-06-30',
  'zheng.hao,郑浩,zheng.hao@example.edu.cn,省级管理员,,,,',
  'feng.xue,冯雪,feng.xue@example.edu.cn,校内师生,,,,',
];

/** A session whose second factor was proved just now. */
async function enter(page: Page) {
  const { cookie } = await signInByRequest(demo().base_url, accountOf('school_admin'));
  await page.context().addCookies([{ ...cookie, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' }]);
}

async function upload(page: Page, name: string, rows: string[]) {
  const buffer = Buffer.from(`\uFEFF${[HEADER, ...rows].join('\r\n')}\r\n`, 'utf8');
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await expect(page).toHaveURL(/[?&]id=/);
}

test('staff come by a file: refused with faults, corrected, committed, invited; then some are disabled together', async ({ page }) => {
  await enter(page);
  await page.goto('/accounts');
  await page.getByRole('button', { name: '导入人员' }).click();
  await expect(page.getByRole('heading', { name: '导入人员', level: 1 })).toBeVisible();
  const template = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 CSV 模板（.csv）' }).click();
  expect((await template).suggestedFilename()).toBe('人员导入模板.csv');
  await page.getByRole('button', { name: '下一步：上传文件' }).click();
  await upload(page, '有错误.csv', BAD);
  await expect(page.getByText('有 2 行错误，暂不能提交')).toBeVisible();
  await expect(page.getByRole('row', { name: /^2 / })).toContainText('身份证件号码无效');
  await expect(page.getByRole('row', { name: /^3 / })).toContainText('您不能授予该角色');
  await expect(page.getByText('110105194912310021')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '确认提交' })).toHaveAttribute('aria-disabled', 'true');
  await accessible(page);

  await page.getByRole('button', { name: '重新上传' }).click();
  await upload(page, '人员.csv', GOOD);
  await expect(page.getByText('将开通 3 个账号，0 个已存在且相同。')).toBeVisible();
  await page.getByRole('button', { name: '确认提交' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确认提交' }).click();
  await expect(page.getByText('导入完成')).toBeVisible();
  await accessible(page);
  const result = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载结果文件' }).click();
  expect((await result).suggestedFilename()).toBe('人员-结果.csv');
  expect(await linkFor('wu.min@example.edu.cn')).toContain('/activate#');

  await page.getByRole('button', { name: '再导入一个文件' }).click();
  await upload(page, '人员.csv', GOOD);
  await expect(page.getByText('文件中的账号都已存在且相同，无需提交。')).toBeVisible();

  await page.getByRole('link', { name: '账号管理' }).click();
  const row = (login: string) => page.getByRole('row').filter({ hasText: login });
  await page.getByRole('checkbox', { name: '选择郑浩' }).check();
  await page.getByRole('checkbox', { name: '选择冯雪' }).check();
  const bar = page.getByRole('region', { name: '批量操作' });
  await expect(bar).toContainText('已选 2 个账号');
  await accessible(page);
  await bar.getByRole('button', { name: '批量停用' }).click();
  const dialog = page.getByRole('dialog', { name: '停用选中的 2 个账号' });
  await dialog.getByLabel('原因').fill('重复开通');
  await dialog.getByRole('button', { name: '停用账号' }).click();
  await expect(page.getByText('已停用 2 个账号')).toBeVisible();
  await expect(row('zheng.hao')).toContainText('已停用');
  await expect(row('feng.xue')).toContainText('已停用');
  await expect(bar).toHaveCount(0);

  // Again, and oneself with it: each is told why not.
  await row('zheng.hao').getByRole('checkbox').check();
  await row('school.admin').getByRole('checkbox').check();
  await bar.getByRole('button', { name: '批量停用' }).click();
  const again = page.getByRole('dialog', { name: '停用选中的 2 个账号' });
  await again.getByLabel('原因').fill('再试一次');
  await again.getByRole('button', { name: '停用账号' }).click();
  const report = page.getByRole('dialog', { name: '已停用 0 个账号，2 个未停用' });
  await expect(report.getByRole('row', { name: /zheng\.hao/ })).toContainText('该账号已停用');
  await expect(report.getByRole('row', { name: /school\.admin/ })).toContainText('不能对自己的账号进行此操作');
  await accessible(page);
  await report.getByRole('button', { name: '关闭' }).last().click();
});

test('accounts are found by disuse and by their end, and the list is downloaded', async ({ page }) => {
  await enter(page);
  await page.goto('/accounts?inactive=90');
  await expect(page.getByText('没有符合条件的记录')).toBeVisible();
  await page.goto('/accounts?expiring=365');
  await accessible(page);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载清单' }).click();
  expect((await file).suggestedFilename()).toBe('账号清单.csv');
});
