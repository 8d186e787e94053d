import { accessible, expect, test } from '../base.ts';

test('the profile shows where one is signed in, and warns before an idle end', async ({ page, visit }) => {
  await page.clock.install();
  // Besides the role that has no end one that ends in ten days, and one that ends years later.
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    const me = (await answer.json()) as { assignments: [object] };
    const ends = { role_zh: '心理健康教育教师', department: '数学学院', ends_at: new Date(Date.now() + 9.5 * 86_400_000).toISOString() };
    const later = { role: 'prov_data_authority', role_zh: '省级教育主管部门数据管理员', ends_at: '2099-06-30T16:00:00Z' };
    const [held] = me.assignments;
    await route.fulfill({ response: answer, json: { ...me, assignments: [held, { ...held, ...ends }, { ...held, ...later }] } });
  });
  await visit('prov_analyst', '/');
  await page.getByRole('button', { name: /^账号菜单/ }).click();
  await page.getByRole('menuitem', { name: '个人中心' }).click();
  await expect(page.getByRole('heading', { name: '个人中心' })).toBeVisible();
  const roles = page.getByRole('list', { name: '角色' }).getByRole('listitem');
  await expect(roles).toHaveText([/^省级数据分析员$/, /^心理健康教育教师 · 数学学院任期至 \d{4}-\d\d-\d\d \d\d:\d\d 剩余 10 天$/, /任期至 2099-07-01 00:00 ?$/]);
  const sessions = page.getByRole('region', { name: '登录设备' });
  await expect(sessions.getByRole('row').filter({ hasText: '当前登录' })).toHaveCount(1);
  await accessible(page);
  await page.clock.fastForward('27:30');
  const warning = page.getByRole('dialog', { name: '长时间未操作，即将退出登录' });
  await expect(warning).toBeVisible();
  await expect(warning.getByRole('timer')).toContainText('2 分钟后将退出登录');
  await warning.getByRole('button', { name: '继续使用' }).click();
  await expect(warning).toBeHidden();
  await expect(page.getByRole('heading', { name: '个人中心' })).toBeVisible();
});

test('a password that is due is changed before anything else', async ({ page, visit }) => {
  // As a year later, until the new one is set; nobody else's password changes.
  let due = true;
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), password_due: due } });
  });
  await page.route('**/api/v1/password', async (route) => {
    due = false;
    await route.fulfill({ status: 204 });
  });
  await visit('prov_analyst', '/schools');
  const gate = page.getByRole('dialog', { name: '请更换密码' });
  await expect(gate).toContainText('您的密码已到更换期限');
  await expect(gate.getByRole('listitem')).toHaveCount(6);
  await accessible(page);
  await page.keyboard.press('Escape');
  await gate.getByLabel('当前密码').fill('whatever');
  await gate.getByLabel('新密码', { exact: true }).fill('tooshort');
  await gate.getByLabel('再次输入新密码').fill('tooshort');
  await expect(gate.getByText('设置密码至少 10 个字符')).toBeVisible();
  await gate.getByLabel('新密码', { exact: true }).fill('kftqxymwzvbnhg');
  await gate.getByLabel('再次输入新密码').fill('kftqxymwzvbnhg');
  // Among the requirements, and at the field.
  await expect(gate.getByText('大写字母、小写字母、数字、其他字符中至少 3 种')).toHaveCount(2);
  await gate.getByLabel('新密码', { exact: true }).fill('锦江水很清 No.1');
  await gate.getByLabel('再次输入新密码').fill('锦江水很清 No.1');
  await page.keyboard.press('Enter');
  await expect(gate).toBeHidden();
  await expect(page.getByRole('heading', { name: '学校管理' })).toBeVisible();
});

test('somebody leaves: the account stops at once, and five items are worked through', async ({ page, visit }) => {
  await visit('school_admin', '/accounts');
  await page.getByRole('button', { name: '邀请账号' }).click();
  const form = page.getByRole('dialog', { name: '邀请账号' });
  await form.getByLabel('姓名').fill('何离岗');
  await form.getByLabel('登录名').fill('he.ligang');
  await form.getByLabel('邮箱').fill('he.ligang@example.edu.cn');
  await form.getByLabel('角色').click();
  await page.getByTitle('心理健康教育教师', { exact: true }).last().click();
  await form.getByRole('button', { name: '发送邀请' }).click();
  await page.getByRole('button', { name: '何离岗', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: '办理离岗' }).click();
  const leaving = page.getByRole('dialog', { name: '办理“何离岗”离岗' });
  await leaving.getByLabel('离岗原因').fill('调离本校');
  await accessible(page);
  await leaving.getByRole('button', { name: '办理离岗' }).click();
  const drawer = page.getByRole('dialog', { name: '离岗手续 · 何离岗' });
  await expect(drawer.getByText('未完成')).toHaveCount(5);
  await accessible(page);
  const items = ['保密谈话', '设备清退', '工作交接', '门禁权限收回', '离岗保密承诺书'];
  for (const item of items) await drawer.getByRole('button', { name: `${item}：标记完成` }).click();
  await expect(drawer.getByText('已完成')).toHaveCount(5);
  await drawer.getByRole('button', { name: '办结', exact: true }).click();
  await expect(drawer).toContainText('已办结');
  await page.goto('/accounts?state=left');
  await expect(page.getByRole('row').filter({ hasText: 'he.ligang' })).toContainText('已离岗');
});
