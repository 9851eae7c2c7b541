// The chapter about people: who may sign in, what they are shown, and what the audit tells of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './hub.mjs';

let hub;
let browser;
let page;
let watch;
let password;
let waitMs;

const button = (name) => page.getByRole('button', { name, exact: true });
const toast = (text) => page.locator('.ant-message').getByText(text).first().waitFor();
const orderOf = async (no) => (await hub.api(`/orders?channel_order_no=${no}`)).items[0];

/** Makes a user in the console and gives back the password that is shown once. */
async function makeUser(login, role) {
  await page.goto(`${hub.url}/settings/users`);
  await page.getByRole('button', { name: '新建用户' }).click();
  await page.fill('#login', login);
  const dialog = page.locator('.ant-modal', { hasText: '新建用户' });
  await dialog.locator('.ant-select').first().click();
  await page.locator('.ant-select-item', { hasText: role }).first().click();
  await dialog.getByRole('button', { name: '新建用户' }).click();
  const shown = (await page.locator('.made-key .number').textContent()).trim();
  await button('我已保存').click();
  await page.locator('tr', { hasText: login }).getByText('待修改密码').waitFor();
  return shown;
}

/** A browser of his own, in which he sets his own password. */
async function firstSignIn(login, oneTime) {
  const theirs = await newPage(browser);
  theirs.setDefaultTimeout(waitMs);
  watch(theirs);
  await theirs.goto(hub.url);
  await theirs.fill('#login', login);
  await theirs.fill('#password', oneTime);
  await theirs.click('button[type=submit]');
  await theirs.fill('#fresh', password);
  await theirs.fill('#again', password);
  await theirs.click('button[type=submit]');
  await theirs.waitForSelector('.table tbody tr');
  return theirs;
}

/** Registers its tests where it is called; `stage` is asked once the hub and the browser stand. */
export function tellOfPeople(stage) {
  test('users have a place of their own', async () => {
    ({ hub, browser, page, watch, password, waitMs } = stage());
    await page.goto(`${hub.url}/settings/mode`);
    await page.getByRole('tab', { name: '用户' }).click();
    await page.waitForURL(/settings\/users$/);
    await page.locator('tr', { hasText: 'admin' }).getByText('所有者').waitFor();
  });

  test('a user is made, sets a password, is shut out and refused; nobody shuts himself out', async () => {
    const oneTime = await makeUser('li-na', '财务');
    const theirs = await firstSignIn('li-na', oneTime);
    await theirs.getByRole('button', { name: 'li-na' }).waitFor();
    assert.equal(await theirs.locator('nav a', { hasText: '设置' }).count(), 0);
    await page.reload();
    const row = page.locator('tr', { hasText: 'li-na' });
    await row.getByText('正常').waitFor();
    const own = page.locator('tr', { hasText: 'admin' });
    assert.equal(await own.getByRole('button', { name: '停用' }).count(), 0);
    await row.getByRole('button', { name: '停用' }).click();
    await page.locator('.ant-modal-confirm').getByRole('button', { name: '停用' }).click();
    await toast('已停用');
    await row.getByText('已停用').waitFor();
    await theirs.reload();
    await theirs.fill('#login', 'li-na');
    await theirs.fill('#password', password);
    await theirs.click('button[type=submit]');
    await theirs.getByText('账号或密码不对').waitFor();
    await theirs.context().close();
  });

  test('a login that is taken, and the last owner, are said in clear words', async () => {
    await page.getByRole('button', { name: '新建用户' }).click();
    await page.fill('#login', 'Li Na');
    await page.locator('.ant-modal').getByRole('button', { name: '新建用户' }).click();
    await page.getByText('账号只能用小写字母').waitFor();
    await page.fill('#login', 'li-na');
    await page.locator('.ant-modal').getByRole('button', { name: '新建用户' }).click();
    await page.locator('.problem', { hasText: '这个账号已经有了' }).waitFor();
    await button('取消').click();
    const own = page.locator('tr', { hasText: 'admin' });
    await own.getByRole('button', { name: '编辑' }).click();
    await page.locator('.ant-modal .ant-select').first().click();
    await page.locator('.ant-select-item', { hasText: '运营' }).click();
    await button('保存').click();
    await page.locator('.problem', { hasText: '唯一能登录的所有者' }).waitFor();
    await button('取消').click();
  });

  test('a user whose making was put off is shown with the password all the same', async () => {
    await page.route(
      '**/api/v1/users',
      async (route) => {
        await route.fetch();
        await route.fulfill({ status: 202, json: { message_id: '1' } });
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: '新建用户' }).click();
    await page.fill('#login', 'kefu');
    await page.locator('.ant-modal').getByRole('button', { name: '新建用户' }).click();
    assert.match(await page.locator('.made-key .number').textContent(), /\S{12,}/);
    await button('我已保存').click();
    const row = page.locator('tr', { hasText: 'kefu' });
    await row.getByRole('button', { name: '重置密码' }).click();
    await page.locator('.ant-modal-confirm').getByRole('button', { name: '重置密码' }).click();
    assert.match(await page.locator('.made-key .number').textContent(), /\S{12,}/);
    await button('我已保存').click();
    await row.getByText('客服').waitFor();
  });

  test('support sees people masked, shows one order in full for a purpose, and edits it then', async () => {
    const { id } = await orderOf('W-1');
    const theirs = await firstSignIn('wang-fang', await makeUser('wang-fang', '客服'));
    const named = (name) => theirs.getByRole('button', { name, exact: true });
    await theirs.goto(`${hub.url}/orders/${id}`);
    await theirs.locator('.receiver').waitFor();
    assert.doesNotMatch(await theirs.locator('.receiver').innerText(), /13812345678|文一西路/);
    await named('编辑').click();
    await theirs.getByText('备注和收件人已打码').waitFor();
    assert.equal(await theirs.locator('#note').count(), 0);
    await theirs.keyboard.press('Escape');
    await theirs.getByRole('button', { name: '查看完整信息' }).click();
    await theirs.fill('#purpose', '看看');
    await theirs.locator('.ant-modal').getByRole('button', { name: '查看' }).click();
    await theirs.getByText('请写明用途').waitFor();
    await theirs.fill('#purpose', '买家来电核对地址');
    await theirs.locator('.ant-modal').getByRole('button', { name: '查看' }).click();
    await theirs.getByText('文一西路1号').waitFor();
    assert.match(await theirs.locator('.receiver').innerText(), /13812345678/);
    await theirs.locator('.trace').getByText('查看个人信息').waitFor();
    await named('编辑').click();
    assert.equal(await theirs.inputValue('#receiver_street'), '文一西路1号');
    await theirs.locator('.ant-drawer-close').click();
    await theirs.getByRole('link', { name: '返回列表' }).click();
    await theirs.waitForSelector('.table tbody tr');
    await theirs.goBack();
    await theirs.locator('.receiver').waitFor();
    assert.doesNotMatch(await theirs.locator('.receiver').innerText(), /13812345678|文一西路/);
    // A file may show anybody: its name is withheld, and what is in it is given for a purpose.
    await theirs.getByRole('button', { name: '查看 图片' }).click();
    await theirs.fill('#purpose', '核对付款截图');
    await theirs.locator('.ant-modal').getByRole('button', { name: '查看' }).click();
    await theirs.locator('img.file-picture').waitFor();
    await theirs.context().close();
  });

  test('the audit tells who was shut out and who was looked at, and what for', async () => {
    const { id } = await orderOf('W-1');
    await page.goto(`${hub.url}/settings/audit`);
    const line = (text) => page.locator('tbody tr', { hasText: text });
    await line('修改用户')
      .filter({ hasText: 'li-na' })
      .filter({ hasText: 'admin' })
      .first()
      .waitFor();
    const looked = line('查看个人信息').filter({ hasText: 'wang-fang' });
    await looked.getByText('买家来电核对地址').click();
    const drawer = page.locator('.ant-drawer-open');
    await drawer.getByText('用途').waitFor();
    assert.match(await drawer.locator('.audit-details').innerText(), /买家来电核对地址/);
    await drawer.locator(`a[href="/orders/${id}"]`).click();
    await page.waitForURL(new RegExp(`/orders/${id}$`));
  });
}
