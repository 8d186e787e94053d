import { accountOf } from '../accounts.ts';
import { acceptRules, accessible, choose, expect, proveFactor, signIn, test } from '../base.ts';
import { freshCode } from '../codes.ts';
import { linkFor } from '../mails.ts';

// In turn: each code of an account is good once.
test.describe.configure({ mode: 'default' });

test.describe('signing in', () => {
  test.use({ refusals: [401] });

  test('a page behind the sign-in asks for it first, and is there afterwards', async ({ page, visit }) => {
    await visit(undefined, '/schools?level=undergraduate');
    await expect(page).toHaveURL(/\/sign-in\?redirect=/);
    await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
    const { login, password, totp_secret } = accountOf('prov_admin');
    await page.getByRole('combobox', { name: '单位' }).fill('四川');
    await expect(page.getByTitle('四川省')).toBeVisible();
    await page.keyboard.press('Enter');
    await page.getByLabel('登录名').fill(login);
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await expect(page.getByRole('heading', { name: '二次验证' })).toBeVisible();
    await accessible(page);
    await page.getByLabel('验证码').fill('000000');
    await page.getByRole('button', { name: '验证', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('验证码不正确');
    await proveFactor(page, totp_secret);
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

  test('an ended session asks for password and code in place and keeps the form', async ({ page, visit }) => {
    const { password, totp_secret } = accountOf('prov_admin');
    await visit('prov_admin', '/accounts');
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
    await again.getByLabel('验证码').fill(await freshCode(totp_secret));
    await page.keyboard.press('Enter');
    await expect(again).toBeHidden();
    await expect(form.getByLabel('姓名')).toHaveValue('钱进');
    await form.getByRole('button', { name: '发送邀请' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'qian.jin' })).toContainText('待激活');
  });
});

test.describe('a sensitive operation', () => {
  test.use({ refusals: [401, 403] });

  test('asks for a code in place, and goes on with what was filled in', async ({ page, visit }) => {
    await visit('school_admin', '/accounts');
    // A session whose factor was proved more than five minutes ago hears this; afterwards the server itself answers.
    const title = 'Forbidden';
    await page.route('**/api/v1/accounts', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title, status: 403, code: 'step_up_required', detail: '', instance: '', errors: [], request_id: '' }) })
        : route.fallback(),
    );
    await page.getByRole('button', { name: '邀请账号' }).click();
    const form = page.getByRole('dialog', { name: '邀请账号' });
    await form.getByLabel('姓名').fill('周全');
    await form.getByLabel('登录名').fill('zhou.quan');
    await form.getByLabel('邮箱').fill('zhou.quan@example.edu.cn');
    await choose(page, '角色', '院系辅导员');
    await form.getByRole('button', { name: '发送邀请' }).click();
    const ask = page.getByRole('dialog', { name: '请再次验证身份' });
    await expect(ask.getByLabel('验证码')).toBeFocused();
    await accessible(page);
    await page.unroute('**/api/v1/accounts');
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await expect(ask.getByRole('alert')).toContainText('验证码不正确');
    await ask.getByLabel('验证码').fill(await freshCode(accountOf('school_admin').totp_secret));
    await page.keyboard.press('Enter');
    await expect(ask).toBeHidden();
    await expect(page.getByRole('row').filter({ hasText: 'zhou.quan' })).toContainText('待激活');
  });
});

test('one signs in and out with the keyboard alone', async ({ page }) => {
  const { login, password, totp_secret } = accountOf('moe_steering');
  await page.goto('/sign-in');
  await expect(page.getByRole('combobox', { name: '单位' })).toBeFocused();
  // On a slow machine, where one key comes before the last one's work is done.
  const machine = await page.context().newCDPSession(page);
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 20 });
  await page.keyboard.type('教育部');
  await expect(page.getByTitle('教育部', { exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type(login);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect(page.getByLabel('验证码')).toBeFocused();
  await page.keyboard.type(await freshCode(totp_secret));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '全国概览' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '跳到主要内容' })).toBeFocused();
  await page.getByRole('button', { name: /^账号菜单/ }).focus();
  await page.keyboard.press('Enter');
  for (const item of ['个人中心', '修改密码']) {
    await expect(page.getByRole('menuitem', { name: item })).toBeFocused();
    await page.keyboard.press('ArrowDown');
  }
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
