// What every test has: a page that fails the test when anything goes wrong behind it.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as plain, type Page } from '@playwright/test';
import { demo, keepProved, sessions, type Role } from './accounts.ts';
import { freshCode } from './codes.ts';

interface Options {
  /** Statuses of refusals that the test brings about; the browser logs each as an error. */
  refusals: number[];
  language: 'zh-CN' | 'en';
}
interface Tools {
  /** Opens an address as somebody, or as nobody. */
  visit: (as: Role | undefined, path: string) => Promise<void>;
  /** A second person with a browser of their own. */
  another: (as?: Role) => Promise<Page>;
}

const REFUSED = /^Failed to load resource: .*status of (\d{3})/;

function watch(page: Page, base: string, refusals: number[], faults: string[]) {
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !/^(data|blob):/.test(url)) faults.push(`outside request: ${url}`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  // A violation of the content security policy is logged as an error too.
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const status = Number(REFUSED.exec(message.text())?.[1]);
    if (!refusals.includes(status)) faults.push(`console: ${message.text()} ${message.location().url}`);
  });
}

export const test = plain.extend<Options & Tools & { faults: string[] }>({
  refusals: [[], { option: true }],
  language: ['zh-CN', { option: true }],
  // oxlint-disable-next-line no-empty-pattern
  baseURL: async ({}, use) => use(demo().base_url),
  faults: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults, 'nothing goes wrong behind the page').toEqual([]);
    },
    { auto: true },
  ],
  page: async ({ page, baseURL, refusals, language, faults }, use) => {
    watch(page, baseURL ?? '', refusals, faults);
    if (language === 'en') await page.addInitScript(() => localStorage.setItem('huixin.language', 'en'));
    await use(page);
  },
  visit: async ({ page }, use) => {
    await use(async (role, path) => {
      await signInAs(page, role);
      await page.goto(path);
    });
  },
  another: async ({ browser, contextOptions, baseURL, refusals, faults }, use) => {
    const opened: Page[] = [];
    await use(async (role) => {
      const context = await browser.newContext({ ...contextOptions, baseURL, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
      const page = await context.newPage();
      opened.push(page);
      watch(page, baseURL ?? '', refusals, faults);
      await signInAs(page, role);
      return page;
    });
    await Promise.all(opened.map((page) => page.context().close()));
  },
});

async function signInAs(page: Page, role: Role | undefined) {
  if (!role) return;
  const session = sessions().find((one) => one.role === role);
  if (!session) throw new Error(`nobody signed in as ${role}`);
  await keepProved(demo().base_url, session);
  await page.context().addCookies([{ ...session.cookie, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' }]);
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** No violation of WCAG 2.0 to 2.2, A and AA, and nothing that scrolls sideways. */
export async function accessible(page: Page) {
  await page.waitForLoadState('networkidle');
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, 'pixels to scroll sideways').toBe(0);
}

/** Signs in by hand, through the page. */
export async function signIn(page: Page, place: string, login: string, password: string) {
  await page.goto('/sign-in');
  await page.getByRole('combobox', { name: '单位' }).fill(place);
  await expect(page.getByTitle(place, { exact: false }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

/** Proves the second factor on the page that asks for it. */
export async function proveFactor(page: Page, secret: string) {
  await expect(page.getByRole('heading', { name: '二次验证' })).toBeVisible();
  await page.getByLabel('验证码').fill(await freshCode(secret));
  await page.getByRole('button', { name: '验证', exact: true }).click();
}

/** Sets up an authenticator app on the page that asks for it; its secret. */
export async function enrol(page: Page): Promise<string> {
  await expect(page.getByRole('heading', { name: '设置身份验证器' })).toBeVisible();
  await page.getByText('无法扫描？手动输入密钥').click();
  const secret = (await page.locator('details code').innerText()).replaceAll(/\s/g, '');
  await page.getByLabel('验证码').fill(await freshCode(secret));
  await page.getByRole('button', { name: '完成设置' }).click();
  await expect(page.getByText('请保存恢复码')).toBeVisible();
  await accessible(page);
  await page.getByRole('checkbox', { name: '我已妥善保存恢复码' }).check();
  await page.getByRole('button', { name: '继续', exact: true }).click();
  return secret;
}

/** Reads and acknowledges the platform's rules, which come before anything else. */
export async function acceptRules(page: Page) {
  const rules = page.getByRole('dialog', { name: '平台账号使用规定' });
  await expect(rules).toContainText('严禁出借');
  await accessible(page);
  await rules.getByRole('button', { name: '我已阅读并遵守' }).click();
  await expect(rules).toBeHidden();
}

/** Chooses in a select of the open form. */
export async function choose(page: Page, label: string, option: string) {
  await page.getByRole('dialog').getByLabel(label).click();
  await page.getByTitle(option, { exact: true }).last().click();
}

export { expect };
