import { accountOf } from '../accounts.ts';
import { accessible, choose, expect, signIn, test } from '../base.ts';

test.describe('signing in', () => {
  test.use({ refusals: [401] });

  test('a page behind the sign-in asks for it first, and is there afterwards', async ({ page, visit }) => {
    await visit(undefined, '/schools?level=undergraduate');
    await expect(page).toHaveURL(/\/sign-in\?redirect=/);
    await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
    const { login, password } = accountOf('prov_admin');
    await page.getByRole('combobox', { name: '单位' }).fill('四川');
    await expect(page.getByTitle('四川省')).toBeVisible();
    await page.keyboard.press('Enter');
    await page.getByLabel('登录名').fill(login);
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await expect(page).toHaveURL('/schools?level=undergraduate');
    await expect(page.getByRole('heading', { name: '学校管理' })).toBeVisible();
  });

  test('a wrong password is refused, and the rest of what was typed stays', async ({ page }) => {
    await signIn(page, '教育部', accountOf('moe_steering').login, 'not the password');
    await expect(page.getByRole('alert')).toContainText('单位、登录名或密码不正确');
    await expect(page.getByLabel('登录名')).toHaveValue(accountOf('moe_steering').login);
    await expect(page.getByLabel('密码')).toHaveValue('');
    await expect(page.getByLabel('密码')).toBeFocused();
    await accessible(page);
  });

  test('an ended session asks for the password in place and keeps the form', async ({ page }) => {
    const { login, password } = accountOf('prov_admin');
    await signIn(page, '四川', login, password);
    await page.getByRole('link', { name: '账号管理' }).click();
    await page.getByRole('button', { name: '邀请账号' }).click();
    const form = page.getByRole('dialog', { name: '邀请账号' });
    await form.getByLabel('姓名').fill('钱进');
    await form.getByLabel('登录名').fill('qian.jin');
    await form.getByLabel('邮箱').fill('qian.jin@example.edu.cn');
    await choose(page, '角色', '省级数据分析员');
    await page.context().clearCookies();
    await form.getByRole('button', { name: '发送邀请' }).click();
    const again = page.getByRole('dialog', { name: '登录已到期' });
    await expect(again).toBeVisible();
    await accessible(page);
    await again.getByLabel('密码').fill(password);
    await page.keyboard.press('Enter');
    await expect(again).toBeHidden();
    await expect(form.getByLabel('姓名')).toHaveValue('钱进');
    await form.getByRole('button', { name: '发送邀请' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'qian.jin' })).toContainText('待激活');
  });
});

test('one signs in and out with the keyboard alone', async ({ page }) => {
  const { login, password } = accountOf('moe_steering');
  await page.goto('/sign-in');
  await expect(page.getByRole('combobox', { name: '单位' })).toBeFocused();
  await page.keyboard.type('教育部');
  await expect(page.getByTitle('教育部', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type(login);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '全国概览' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '跳到主要内容' })).toBeFocused();
  await page.getByRole('button', { name: /^账号菜单/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: '修改密码' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: '退出登录' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sign-in$/);
});

test('the language is switched, and stays switched', async ({ page, visit }) => {
  await visit('prov_admin', '/schools');
  await page.getByRole('button', { name: /English/ }).click();
  await expect(page.getByRole('heading', { name: 'Schools' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Schools' })).toBeVisible();
  await page.getByRole('button', { name: /中文/ }).click();
  await expect(page.getByRole('heading', { name: '学校管理' })).toBeVisible();
});
