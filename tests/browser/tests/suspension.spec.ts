// Runs alone, after everything else: it stops the whole province for a moment.
import { accessible, expect, test } from '../base.ts';

test.describe.configure({ mode: 'serial' });

test('a suspended province is marked for the ministry, and its people are told why they can do nothing', async ({ page, visit, another }) => {
  await visit('platform_operator', '/provinces');
  await page.getByRole('button', { name: '停用 四川省' }).click();
  const dialog = page.getByRole('dialog', { name: '停用四川省' });
  // Enter destroys nothing: the focus is on 取消.
  await expect(dialog.getByRole('button', { name: '取消' })).toBeFocused();
  await dialog.getByRole('button', { name: '停用该单位' }).click();
  await expect(dialog.getByText('请填写原因')).toBeVisible();
  await dialog.getByLabel('原因').fill('数据核查');
  await dialog.getByRole('button', { name: '停用该单位' }).click();
  await expect(page.getByRole('row').filter({ hasText: '四川省' })).toContainText('已停用');
  await page.getByRole('link', { name: '首页' }).click();
  await expect(page.getByRole('link', { name: /四川省：.*已停用/ })).toBeVisible();
  await accessible(page);

  const person = await another('prov_admin');
  await person.goto('/');
  await expect(person.getByText('四川省已停用，暂不能办理业务')).toBeVisible();
  await expect(person.getByRole('link', { name: '学校管理' })).toHaveCount(0);
  await accessible(person);
  await person.goto('/schools');
  await expect(person.getByRole('heading', { name: '四川省已停用，暂不能办理业务' })).toBeVisible();

  await page.getByRole('link', { name: '省级单位' }).click();
  await page.getByRole('button', { name: '恢复 四川省' }).click();
  await page.getByRole('dialog').getByLabel('原因').fill('核查完成');
  await page.getByRole('dialog').getByRole('button', { name: '恢复该单位' }).click();
  await expect(page.getByRole('row').filter({ hasText: '四川省' })).toContainText('正常');
  await expect(async () => {
    await person.goto('/schools');
    await expect(person.getByRole('heading', { name: '学校管理' })).toBeVisible({ timeout: 2000 });
  }).toPass();
});

test('the auditor reads who suspended it, why, and what changed, in words', async ({ page, visit }) => {
  await visit('audit_admin', '/audit?operation=province.suspend');
  const row = page.getByRole('row').filter({ hasText: '数据核查' });
  await expect(row).toContainText('停用省级单位');
  await row.getByRole('button').click();
  const entry = page.getByRole('dialog', { name: '审计记录' });
  await expect(entry).toContainText('陈静');
  await expect(entry.getByRole('row', { name: /^状态/ })).toContainText('已停用');
  await accessible(page);
});
