import type { Locator, Page } from '@playwright/test';
import { accessible, expect, test } from '../base.ts';

/** Fills in a role for 李明, and leaves the form open. */
async function wish(page: Page, drawer: Locator, role: string): Promise<Locator> {
  await drawer.getByRole('button', { name: '授予角色' }).click();
  const form = page.getByRole('dialog', { name: '向“李明”授予角色' });
  await form.getByLabel('角色').fill(role);
  await page.keyboard.press('Enter');
  await form.getByLabel('任期至').fill('2028-06-30');
  await page.keyboard.press('Enter');
  return form;
}

test('a role is given until a day, a conflict is shown before saving, and the role is ended', async ({ page, visit }) => {
  await visit('prov_admin', '/accounts?q=%E6%9D%8E%E6%98%8E');
  await page.getByRole('button', { name: '李明', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: '李明' });
  await expect(drawer.getByRole('heading', { name: '任职' })).toBeVisible();

  let form = await wish(page, drawer, '系统管理员');
  await expect(form.getByText('没有冲突，可以授予。')).toBeVisible();
  await accessible(page);
  await form.getByRole('button', { name: '授予角色' }).click();
  const held = drawer.getByRole('listitem').filter({ hasText: '系统管理员' });
  await expect(held).toContainText('2028-07-01 00:00');

  form = await wish(page, drawer, '安全管理员');
  await expect(form.getByRole('status')).toContainText('同一人不能同时担任“安全管理员”和“系统管理员”');
  await expect(form.getByRole('button', { name: '授予角色' })).toBeDisabled();
  await accessible(page);
  await form.getByRole('button', { name: '取消' }).click();

  await held.getByRole('button', { name: '终止 系统管理员' }).click();
  await page.getByRole('button', { name: '终止角色' }).click();
  await expect(held).toHaveCount(0);
});

test('staff of a vendor get their role after a signed commitment is recorded', async ({ page, visit }) => {
  await visit('prov_admin', '/accounts?q=%E6%9D%8E%E6%98%8E');
  await page.getByRole('button', { name: '李明', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: '李明' });
  let form = await wish(page, drawer, '技术服务单位人员');
  await expect(form.getByRole('status')).toContainText('尚无生效的保密承诺书');
  await form.getByRole('button', { name: '取消' }).click();

  await drawer.getByRole('button', { name: '登记承诺书' }).click();
  const record = page.getByRole('dialog', { name: '登记“李明”的保密承诺书' });
  await record.getByRole('button', { name: '登记承诺书' }).click();
  await expect(record.getByText('请选择扫描件')).toBeVisible();
  await record.getByLabel('所在单位').fill('云智科技有限公司');
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  for (const label of ['签署日期', '有效期至']) {
    await record.getByLabel(label).fill(today);
    await page.keyboard.press('Enter');
  }
  await record.locator('input[type=file]').setInputFiles({ name: '承诺书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await accessible(page);
  await record.getByRole('button', { name: '登记承诺书' }).click();
  const signed = drawer.getByRole('listitem').filter({ hasText: '云智科技有限公司' });
  await expect(signed).toContainText(`有效期至 ${today}`);
  await accessible(page);

  form = await wish(page, drawer, '技术服务单位人员');
  await expect(form.getByText('没有冲突，可以授予。')).toBeVisible();
  await form.getByRole('button', { name: '取消' }).click();
  await signed.getByRole('button', { name: '作废' }).click();
  await page.getByRole('dialog').getByLabel('原因').fill('合同终止');
  await page.getByRole('dialog').getByRole('button', { name: '作废', exact: true }).last().click();
  await expect(signed).toContainText('合同终止');
});

test('an operator looks as another role, with nobody in view, and is back', async ({ page, visit }) => {
  await visit('prov_admin', '/accounts');
  await page.getByRole('button', { name: /^账号菜单/ }).click();
  await page.getByRole('menuitem', { name: '支持视图' }).click();
  const dialog = page.getByRole('dialog', { name: '支持视图' });
  await dialog.getByLabel('角色').fill('省级数据分析员');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('原因').fill('来电咨询：看不到测评进度');
  await accessible(page);
  await dialog.getByRole('button', { name: '进入支持视图' }).click();
  const banner = page.getByRole('status').filter({ hasText: '正在以“省级数据分析员”的视角查看' });
  await expect(banner).toBeVisible();
  await expect(page.getByRole('link', { name: '账号管理' })).toHaveCount(0);
  await page.getByRole('link', { name: '学校管理' }).click();
  await expect(page.getByRole('heading', { name: '学校管理' })).toBeVisible();
  await accessible(page);
  await banner.getByRole('button', { name: '退出支持视图' }).click();
  await expect(banner).toHaveCount(0);
  await expect(page.getByRole('link', { name: '账号管理' })).toBeVisible();
});

test('the matrix is asked both ways, and an operation is switched off and on again', async ({ page, visit }) => {
  await visit('sec_admin', '/policy');
  await page.getByRole('combobox', { name: '操作' }).fill('查询审计日志');
  await page.keyboard.press('Enter');
  await expect(page.getByText('共 2 个角色可以办理“查询审计日志”。')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '审计管理员' })).toContainText('不可停用');
  await page.getByText('按角色查操作').click();
  await page.getByRole('combobox', { name: '角色' }).fill('省级审计员');
  await page.keyboard.press('Enter');
  await expect(page.getByText('仅由运维任命')).toBeVisible();
  await accessible(page);

  const row = page.getByRole('row').filter({ hasText: '查看权限矩阵' });
  await row.getByRole('button', { name: '停用 省级审计员 的 查看权限矩阵' }).click();
  const dialog = page.getByRole('dialog', { name: '对“省级审计员”停用“查看权限矩阵”' });
  await dialog.getByLabel('原因').fill('权限核对期间');
  await dialog.getByRole('button', { name: '停用', exact: true }).click();
  await expect(row).toContainText('权限核对期间');
  await accessible(page);
  await row.getByRole('button', { name: '恢复 省级审计员 的 查看权限矩阵' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '恢复', exact: true }).click();
  await expect(row).not.toContainText('权限核对期间');
});
