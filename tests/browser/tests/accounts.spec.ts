import { acceptRules, accessible, choose, enrol, expect, signIn, test } from '../base.ts';
import { linkFor } from '../mails.ts';

const PASSWORD = '春天的锦江水很清 No.1';

test('a school is opened with its first administrator, who activates the account and signs in', async ({ page, visit, another }) => {
  await visit('prov_admin', '/schools');
  await page.getByRole('button', { name: '新增学校' }).click();
  const form = page.getByRole('dialog', { name: '新增学校' });
  await form.getByRole('button', { name: '保存' }).click();
  await expect(form.getByRole('alert').filter({ hasText: '处需要修改' })).toContainText('请填写学校标识码');
  await form.getByLabel('学校标识码').fill('4151099910');
  await form.getByLabel('学校名称').fill('天府试验大学');
  await form.getByLabel('主管部门').fill('四川省教育厅');
  await choose(page, '隶属关系', '省级教育部门');
  await choose(page, '办学层次', '本科');
  await form.getByLabel('所在地').fill('成都市');
  await form.getByRole('switch').click();
  await form.getByLabel('姓名').fill('刘洋');
  await form.getByLabel('登录名').fill('liu.yang');
  await form.getByLabel('邮箱').fill('liu.yang@example.edu.cn');
  await form.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已新增天府试验大学，激活邮件将发送给刘洋')).toBeVisible();

  const guest = await another();
  await guest.goto(await linkFor('liu.yang@example.edu.cn'));
  await expect(guest.getByText('天府试验大学').or(guest.getByText('四川省')).first()).toBeVisible();
  // The token leaves the address at once.
  await expect(guest).toHaveURL(/\/activate$/);
  await guest.getByLabel('设置密码').fill('short');
  await guest.getByLabel('再次输入密码').fill('short');
  await guest.getByRole('button', { name: '激活账号' }).click();
  await expect(guest.getByText('设置密码至少 10 个字符')).toBeVisible();
  await accessible(guest);
  await guest.getByLabel('设置密码').fill(PASSWORD);
  await guest.getByLabel('再次输入密码').fill(PASSWORD);
  await guest.getByRole('button', { name: '激活账号' }).click();
  await expect(guest.getByText('密码已设置')).toBeVisible();
  await signIn(guest, '四川', 'liu.yang', PASSWORD);
  await enrol(guest);
  await acceptRules(guest);
  await expect(guest.getByRole('heading', { name: '刘洋，您好' })).toBeVisible();
  await expect(guest.getByRole('region', { name: '本校信息' })).toContainText('天府试验大学');
});

test.describe('staff', () => {
  // A used link is refused as unknown.
  test.use({ refusals: [404] });

  test('are invited, activate by mail, sign in, and a link works once', async ({ page, visit, another }) => {
    await visit('school_admin', '/accounts');
    await page.getByRole('button', { name: '邀请账号' }).click();
    const form = page.getByRole('dialog', { name: '邀请账号' });
    await form.getByLabel('姓名').fill('孙晓');
    await form.getByLabel('登录名').fill('sun.xiao');
    await form.getByLabel('邮箱').fill('sun.xiao@example.edu.cn');
    await choose(page, '角色', '心理健康教育教师');
    await form.getByRole('button', { name: '发送邀请' }).click();
    const row = page.getByRole('row').filter({ hasText: 'sun.xiao' });
    await expect(row).toContainText('待激活');
    await expect(row).toContainText('心理健康教育教师');

    const link = await linkFor('sun.xiao@example.edu.cn');
    const guest = await another();
    await guest.goto(link);
    await guest.getByLabel('设置密码').fill(PASSWORD);
    await guest.getByLabel('再次输入密码').fill(PASSWORD);
    await guest.getByRole('button', { name: '激活账号' }).click();
    await expect(guest.getByText('密码已设置')).toBeVisible();
    await signIn(guest, '四川', 'sun.xiao', PASSWORD);
    await enrol(guest);
    await acceptRules(guest);
    await expect(guest.getByRole('heading', { name: '孙晓，您好' })).toBeVisible();

    const late = await another();
    await late.goto(link);
    await expect(late.getByText('链接无效或已过期')).toBeVisible();

    await page.reload();
    await expect(row).toContainText('正常');
    await page.getByRole('button', { name: '停用 孙晓' }).click();
    const dialog = page.getByRole('dialog', { name: '停用账号“孙晓”' });
    await dialog.getByLabel('原因').fill('岗位调整');
    await dialog.getByRole('button', { name: '停用账号' }).click();
    await expect(row).toContainText('已停用');
  });
});
