// The whole way of one person through the platform: apply, be vetted, activate with a passkey, be given a role, be refused another,
// leave, and be locked out at once.
import type { Page } from '@playwright/test';
import { acceptRules, accessible, choose, expect, signIn, test } from '../base.ts';
import { linkFor } from '../mails.ts';

const EMAIL = 'he.xin@example.edu.cn';
const PASSWORD = '春天的锦江水很清 No.1';
const LETTER = { name: '聘书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') };

async function apply(page: Page) {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: '申请注册（专家、管理员）' }).click();
  await page.getByRole('combobox', { name: '受理单位' }).fill('教育部');
  await page.keyboard.press('Enter');
  await page.getByLabel('邮箱').fill(EMAIL);
  await accessible(page);
  await page.getByRole('button', { name: '发送链接' }).click();
  await expect(page.getByText('请查收邮件')).toBeVisible();
  await page.goto(await linkFor(EMAIL, 'register'));
  await expect(page).toHaveURL(/\/register$/);
  await page.getByLabel('申请角色').click();
  await page.getByTitle('全国心理健康教育专家', { exact: true }).last().click();
  await page.getByLabel('姓名').fill('何欣');
  await page.getByLabel('工作单位').fill('四川大学');
  await page.getByLabel('职务或职称').fill('教授');
  await page.getByLabel('申请理由').fill('从事心理健康教育二十年');
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.getByRole('alert')).toContainText('还缺少以下材料：聘书或推荐函、工作证件');
  for (const kind of ['聘书或推荐函', '工作证件']) {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: `上传${kind}` }).click();
    await (await chooser).setFiles(LETTER);
    await expect(page.getByRole('listitem').filter({ hasText: kind })).toContainText('已上传');
  }
  await accessible(page);
  // What was typed is still there after a reload of the tab.
  await page.reload();
  await expect(page.getByLabel('职务或职称')).toHaveValue('教授');
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.getByText('申请已提交，等待受理')).toBeVisible();
  await accessible(page);
}

async function vet(page: Page) {
  await page.getByRole('button', { name: '何欣', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: '注册申请 · 何欣' });
  await drawer.getByRole('button', { name: '受理' }).click();
  await expect(drawer.getByText('审核中')).toBeVisible();
  const download = page.waitForEvent('download');
  await drawer.getByRole('button', { name: '下载 聘书.pdf' }).first().click();
  expect((await download).suggestedFilename()).toBe('聘书.pdf');
  await accessible(page);
  await drawer.getByRole('button', { name: '通过', exact: true }).click();
  const form = page.getByRole('dialog', { name: '通过“何欣”的申请' });
  await form.getByLabel('登录名').fill('he.xin');
  await accessible(page);
  await form.getByRole('button', { name: '通过', exact: true }).click();
  await expect(drawer.getByText('已通过')).toBeVisible();
}

async function activate(page: Page) {
  // The browser's own authenticator, with a user who is always there (WebAuthn level 3 §11, automation).
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options });
  await page.goto(await linkFor(EMAIL));
  await page.getByLabel('设置密码').fill(PASSWORD);
  await page.getByLabel('再次输入密码').fill(PASSWORD);
  await page.getByRole('button', { name: '激活账号' }).click();
  await expect(page.getByText('密码已设置')).toBeVisible();
  await signIn(page, '教育部', 'he.xin', PASSWORD);
  await page.getByRole('button', { name: /改用通行密钥/ }).click();
  await accessible(page);
  await page.getByLabel('名称').fill('办公室电脑');
  await page.getByRole('button', { name: '添加通行密钥' }).click();
  await page.getByRole('checkbox', { name: '我已妥善保存恢复码' }).check();
  await page.getByRole('button', { name: '继续', exact: true }).click();
  await acceptRules(page);
  await expect(page.getByRole('heading', { name: '何欣，您好' })).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, '教育部', 'he.xin', PASSWORD);
  await page.getByRole('button', { name: '使用通行密钥' }).click();
  await expect(page.getByRole('heading', { name: '何欣，您好' })).toBeVisible();
}

async function giveRoles(page: Page) {
  await page.getByRole('button', { name: '查看账号' }).or(page.getByRole('link', { name: '查看账号' })).click();
  const drawer = page.getByRole('dialog', { name: '何欣' });
  const fill = async (role: string) => {
    await drawer.getByRole('button', { name: '授予角色' }).click();
    const form = page.getByRole('dialog', { name: '向“何欣”授予角色' });
    await choose(page, '角色', role);
    await form.getByLabel('任期至').fill('2028-06-30');
    await page.keyboard.press('Enter');
    return form;
  };
  let form = await fill('系统管理员');
  await expect(form.getByText('没有冲突，可以授予。')).toBeVisible();
  await form.getByRole('button', { name: '授予角色' }).click();
  await expect(drawer.getByRole('listitem').filter({ hasText: '系统管理员' })).toBeVisible();
  form = await fill('安全管理员');
  await expect(form.getByRole('status')).toContainText('同一人不能同时担任');
  await expect(form.getByRole('button', { name: '授予角色' })).toBeDisabled();
  await form.getByRole('button', { name: '取消' }).click();
}

async function letGo(page: Page) {
  const drawer = page.getByRole('dialog', { name: '何欣' });
  await drawer.getByRole('button', { name: '办理离岗' }).click();
  const form = page.getByRole('dialog', { name: '办理“何欣”离岗' });
  await form.getByLabel('离岗原因').fill('聘期届满');
  await form.getByRole('button', { name: '办理离岗' }).click();
  await expect(page.getByRole('dialog', { name: '离岗手续 · 何欣' })).toContainText('未完成');
}

test.describe('an expert', () => {
  // What is missing is refused; the session of whoever has left is no more.
  test.use({ refusals: [401, 422] });

  test('applies, is vetted, activates with a passkey, gets a role but not a conflicting one, leaves and is locked out', async ({ page, visit, another }) => {
    const expert = await another();
    await apply(expert);
    await visit('platform_operator', '/registrations');
    await vet(page);
    await activate(expert);
    await giveRoles(page);
    await letGo(page);
    await expert.reload();
    await expect(expert).toHaveURL(/\/sign-in/);
    await signIn(expert, '教育部', 'he.xin', PASSWORD);
    await expect(expert.getByText('单位、登录名或密码不正确').first()).toBeVisible();
  });
});
