// A system is connected: one person opens its account, another issues its key, which is shown once and works; then it is revoked.
import { accessible, expect, test } from '../base.ts';

test('a system gets an account by one hand and a key by another, calls, and is cut off', async ({ page, visit, another, baseURL, request }) => {
  await visit('sys_admin', '/services');
  await expect(page.getByText('还没有系统账号')).toBeVisible();
  await page.getByRole('button', { name: '开设系统账号' }).click();
  const form = page.getByRole('dialog', { name: '开设系统账号' });
  await form.getByLabel('系统名称').fill('省级数据门户');
  await form.getByLabel('用途').fill('展示测评进度和学校名录');
  await form.getByLabel('负责人', { exact: true }).fill('何工');
  await form.getByLabel('负责人邮箱').fill('he@example.edu.cn');
  await form.getByLabel('登录名').fill('portal');
  await accessible(page);
  await form.getByRole('button', { name: '开设', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: '省级数据门户' });
  await expect(row).toContainText('没有有效密钥');
  await row.getByRole('button', { name: '省级数据门户' }).click();
  const opened = page.getByRole('dialog', { name: '省级数据门户' });
  await expect(opened.getByRole('button', { name: '签发密钥' })).toHaveAttribute('aria-disabled', 'true');

  const security = await another('sec_admin');
  await security.goto('/services');
  await security.getByRole('button', { name: '省级数据门户' }).click();
  const drawer = security.getByRole('dialog', { name: '省级数据门户' });
  await drawer.getByRole('button', { name: '签发密钥' }).click();
  const issue = security.getByRole('dialog', { name: '为“省级数据门户”签发密钥' });
  await issue.getByLabel('查询学校', { exact: true }).check();
  await issue.getByLabel('网络地址段').fill('127.0.0.0/24\n不是地址');
  await issue.getByRole('button', { name: '签发密钥' }).click();
  await expect(issue.getByText('“不是地址”不是有效的网络地址段').first()).toBeVisible();
  await issue.getByLabel('网络地址段').fill('127.0.0.0/24\n::1');
  await accessible(security);
  await issue.getByRole('button', { name: '签发密钥' }).click();
  const shown = security.getByRole('dialog', { name: '请立即保存密钥' });
  const secret = (await shown.getByTestId('secret').locator('code').textContent()) ?? '';
  expect(secret).toMatch(/^hx_51\.[\w-]{43}$/);
  await accessible(security);
  await shown.getByRole('button', { name: '我已妥善保存' }).click();
  await expect(shown).toBeHidden();
  await expect(drawer.getByRole('listitem')).toContainText('查询学校');
  await accessible(security);

  const call = (path: string) => request.get(`${baseURL}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await call('/provinces/51/schools')).status()).toBe(200);
  expect((await call('/accounts')).status()).toBe(403);
  await drawer.getByRole('button', { name: /撤销密钥/ }).click();
  const reason = security.getByRole('dialog', { name: /撤销密钥/ });
  await reason.getByLabel('原因').fill('门户下线');
  await reason.getByRole('button', { name: '撤销', exact: true }).click();
  await expect(drawer.getByRole('listitem')).toContainText('门户下线');
  expect((await call('/provinces/51/schools')).status()).toBe(401);
  await page.reload();
  await expect(page.getByRole('dialog', { name: '省级数据门户' }).getByRole('listitem')).toContainText('已撤销');
});
