// The console in Debian's Chromium against the real program, from the first sign-in on. One story: each
// step stands on the ones before it.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { tellOfCalls } from './calls.mjs';
import { newPage, startBrowser, startHub } from './hub.mjs';
import { tellOfFiles } from './files.mjs';
import { tellOfMaps } from './maps.mjs';
import { tellOfPanel } from './panel.mjs';
import { tellOfPeople } from './people.mjs';
import { tellOfPhone } from './phone.mjs';
import { fillShop } from './shop.mjs';
import { tellOfShops } from './shops.mjs';
import { tellOfStock } from './stock.mjs';

const password = 'correct horse battery';
const waitMs = 15_000;
let hub;
let browser;
let page;
const troubles = [];

/** Whatever a page must never do: fail, break its own policy, or speak to anyone but the hub. */
function watch(watched) {
  watched.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  watched.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) troubles.push(message.text());
  });
  watched.on('request', (request) => {
    const url = request.url();
    const own = [hub.url, 'data:', `blob:${hub.url}`].some((start) => url.startsWith(start));
    if (!own) troubles.push(`request to ${url}`);
  });
}

async function signIn(target) {
  await target.goto(hub.url);
  await target.fill('#login', 'admin');
  await target.fill('#password', password);
  await target.click('button[type=submit]');
  await target.waitForSelector('.table tbody tr');
}

/** With the password that was given, and a password of one's own at once. */
async function firstSignIn(target, login, oneTime) {
  await target.goto(hub.url);
  await target.fill('#login', login);
  await target.fill('#password', oneTime);
  await target.click('button[type=submit]');
  await target.fill('#fresh', password);
  await target.fill('#again', password);
  await target.click('button[type=submit]');
  await target.waitForSelector('.table tbody tr');
}

async function until(what, holds) {
  const end = Date.now() + waitMs;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const orderOf = async (no) => (await hub.api(`/orders?channel_order_no=${no}`)).items[0];
const rows = () => page.locator('.table tbody tr');
const button = (name) => page.getByRole('button', { name, exact: true });
async function choose(list, option) {
  const box = page.getByRole('combobox', { name: list });
  await page.locator('.ant-select', { has: box }).click();
  await page.locator('.ant-select-item', { hasText: option }).click();
}
const toast = (text) => page.locator('.ant-message').getByText(text).first().waitFor();

before(async () => {
  [hub, browser] = await Promise.all([startHub(), startBrowser()]);
  page = await newPage(browser);
  page.setDefaultTimeout(waitMs);
  watch(page);
  await fillShop(hub);
  await until('what the shop sent to be applied', async () => {
    const review = await hub.api('/review?limit=200');
    const ours = review.items.filter((item) => item.shop === 'web-test');
    return ours.length === 3 && (await orderOf('W-1')) && (await orderOf('W-2'));
  });
});

afterEach(async (context) => {
  if (context.error) context.diagnostic(await page.locator('body').innerText());
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

test('the first sign-in asks for a password of one’s own', async () => {
  await page.goto(`${hub.url}/orders?status=paid`);
  await page.fill('#login', 'admin');
  await page.fill('#password', 'wrong');
  await page.click('button[type=submit]');
  await page.getByText('账号或密码不对').waitFor();
  await page.fill('#password', hub.password);
  await page.click('button[type=submit]');
  await page.fill('#fresh', password);
  await page.fill('#again', 'another');
  await page.click('button[type=submit]');
  await page.getByText('两次输入不一致').waitFor();
  await page.fill('#again', password);
  await page.click('button[type=submit]');
  await page.locator('h1', { hasText: '订单' }).waitFor();
  assert.match(page.url(), /\/orders\?status=paid$/);
  assert.equal(await button('已付款').getAttribute('aria-pressed'), 'true');
});

test('filters stand in the address and survive a reload', async () => {
  await button('运输中').click();
  await page.waitForURL(/status=in_transit/);
  await rows().first().waitFor();
  await page.reload();
  await rows().first().waitFor();
  const shown = await page.locator('.table .pill').allTextContents();
  assert.ok(shown.length > 0 && shown.every((text) => text === '运输中'));
  await button('全部').click();
  await page.waitForURL(/\/orders$/);
});

test('a list follows the hub while it is on the screen', async () => {
  await page.mouse.move(5, 5);
  await page.locator('.live-live').waitFor();
  const first = () => rows().first().locator('.number').first().textContent();
  const seen = await first();
  await until('a newer order', async () => (await first()) !== seen);
});

test('a page in the background rests, and is up to date when it is looked at', async () => {
  const hide = (hidden) =>
    page.evaluate((value) => {
      const state = value ? 'hidden' : 'visible';
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const newest = async () => (await hub.api('/orders?limit=1')).items[0].id;
  const first = () => rows().first().locator('.number').first().textContent();
  const meet = async (orders) => {
    for (let known = await newest(), met = 0; met < orders; ++met) {
      await until('a newer order at the hub', async () => (await newest()) !== known);
      known = await newest();
    }
  };
  await hide(true);
  await meet(2); // what was asked before it rested has been answered
  const shown = await first();
  await meet(3);
  assert.equal(await first(), shown);
  await hide(false);
  await until('a newer order', async () => (await first()) !== shown);
});

test('a line that breaks is seen, taken up again, and nothing is missed', async () => {
  let line;
  await page.routeWebSocket(/\/api\/v1\/stream/, (socket) => {
    line = socket;
    socket.connectToServer();
  });
  await page.reload();
  await page.locator('.live-live').waitFor();
  const broken = line;
  await broken.close();
  await page.locator('.live-reconnecting').waitFor();
  await page.locator('.live-live').waitFor();
  assert.notEqual(line, broken);
  const first = () => rows().first().locator('.number').first().textContent();
  const seen = await first();
  await until('a newer order', async () => (await first()) !== seen);
});

test('the keyboard searches, walks, opens and goes back', async () => {
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.equal(await page.locator('tr[aria-selected=true]').count(), 1);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/orders\/\d+$/);
  await page.locator('.trace-node').first().waitFor();
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/orders$/);
});

test('an order is found by any number and by the tail of a phone, and neither stands in the address', async () => {
  const order = await orderOf('W-1');
  await page.goto(`${hub.url}/orders`);
  await page.fill('#search', order.channel_order_no);
  await page.keyboard.press('Enter');
  await until('the order alone', async () => (await rows().count()) === 1);
  assert.ok((await rows().first().textContent()).includes(order.order_no));
  await choose('按什么搜索', '手机尾号');
  await page.fill('#search', order.receiver.phone.slice(-4));
  await page.keyboard.press('Enter');
  await page.getByText(order.order_no).first().waitFor();
  assert.match(page.url(), /\/search$/);
  await page.locator('.search-note').getByRole('button', { name: '清空' }).click();
});

test('a search shows every kind of hit, is walked by the arrows, and says where it looked', async () => {
  const order = await orderOf('W-1');
  const { items } = await hub.api(`/messages?order_id=${order.id}&limit=1`);
  await page.goto(`${hub.url}/orders`);
  await page.locator('.live-live').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(`#${items[0].id}`);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search$/);
  await page.locator('.found', { hasText: `#${items[0].id}` }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/messages\\?id=${items[0].id}$`));
  await page.keyboard.press('Escape');
  await page.fill('#search', 'NO-SUCH-1');
  await page.keyboard.press('Enter');
  await page.getByText('没有找到“NO-SUCH-1”').waitFor();
  await page.locator('.searched-in', { hasText: '平台消息号' }).waitFor();
  const asked = [];
  const hear = (request) => asked.push(decodeURIComponent(request.url()));
  page.on('request', hear);
  await page.fill('#search', '张三 13800138000');
  await page.keyboard.press('Enter');
  await page.locator('.searched-in', { hasText: '没有找消息和调用' }).waitFor();
  page.off('request', hear);
  assert.ok(asked.some((url) => url.endsWith('/orders/search')));
  assert.deepEqual(
    asked.filter((url) => /张三|13800138000/.test(url)),
    [],
  );
});

test('a step of the trace opens what came beside what was read', async () => {
  const order = await orderOf('W-1');
  await page.goto(`${hub.url}/orders/${order.id}`);
  await page.locator('.trace-moved button').first().click();
  const drawer = page.locator('.ant-drawer-open');
  await drawer.locator('.raw').waitFor();
  assert.match(await drawer.locator('.raw').textContent(), /"channel_order_no"/);
  assert.match(await drawer.locator('.facts').textContent(), /[0-9a-f]{8}-[0-9a-f]{4}-/);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  for (const clock of ['下单时间', '平台更新时间', '收到时间', '入库时间', '营业日']) {
    await page.locator('.order-side').getByText(clock, { exact: true }).waitFor();
  }
});

test('an edit is kept, and a move that the lifecycle forbids is refused and says why', async () => {
  const { id } = await orderOf('W-2');
  await page.goto(`${hub.url}/orders/${id}`);
  await button('编辑').click();
  await page.fill('#note', '请在工作日送货');
  await button('保存').click();
  await toast('已保存');
  await page.locator('.card-text', { hasText: '请在工作日送货' }).waitFor();
  assert.equal((await hub.api(`/orders/${id}`)).note, '请在工作日送货');
  await page.getByRole('button', { name: '变更状态' }).click();
  await choose('变更为', '待付款');
  await button('确认').click();
  await page.locator('.problem', { hasText: '流转白名单不允许这个变更' }).waitFor();
  await button('取消').click();
});

test('an order is seen as it was at a moment', async () => {
  const order = await orderOf('W-1');
  const { items } = await hub.api(`/orders/${order.id}/trace`);
  const { at } = items[0];
  await page.goto(`${hub.url}/orders/${order.id}?at=${encodeURIComponent(at)}`);
  await page.getByText('这是').waitFor();
  assert.equal(await page.getByRole('button', { name: '变更状态' }).count(), 0);
  await button('回到现在').click();
  await page.getByRole('button', { name: '变更状态' }).waitFor();
});

test('a parked message is amended, another dismissed with a reason', async () => {
  await page.goto(`${hub.url}/review`);
  const broken = page.locator('tr', { hasText: '测试店铺' }).filter({ hasText: '/data/status' });
  const id = (await broken.locator('.number').textContent()).slice(1);
  await broken.click();
  await button('修正后重放').click();
  const editor = page.locator('textarea.amend');
  await editor.fill((await editor.inputValue()).replace('"lost"', '"paid"'));
  await button('提交并处理').click();
  await toast(`消息 ${id} 已重新处理`);
  assert.ok((await hub.api(`/messages/${id}`)).resolved_by);
  assert.equal((await orderOf('W-3')).status, 'paid');
  await page.keyboard.press('Escape');
  await page.locator('.ant-drawer-open').waitFor({ state: 'detached' });

  const row = page.locator('tbody tr', { hasText: '测试店铺' }).first();
  const dismissed = (await row.locator('.number').textContent()).slice(1);
  await row.locator('input[type=checkbox]').click();
  await button('驳回所选').click();
  await page.fill('#reason', '测试数据');
  await button('确认').click();
  await toast('1 条成功');
  await until('it to leave the queue', async () => {
    const review = await hub.api('/review?limit=200');
    return !review.items.some((item) => item.id === dismissed);
  });
});

test('many messages are replayed at once, and those still wrong stay', async () => {
  await page.reload();
  await rows().first().waitFor();
  await page.locator('thead input[type=checkbox]').click();
  await button('重放所选').click();
  await page
    .locator('.ant-message')
    .getByText(/条成功，\d+ 条仍未通过/)
    .waitFor();
});

test('messages are read raw, with their state in the address', async () => {
  await page.goto(`${hub.url}/messages?state=duplicate`);
  await rows().first().click();
  await page.waitForURL(/state=duplicate&id=\d+/);
  await page.locator('.ant-drawer-open .raw').first().waitFor();
});

test('a shop is connected', async () => {
  await page.goto(`${hub.url}/shops`);
  await page.getByRole('button', { name: '接入店铺' }).click();
  await page.fill('#name', '新店铺');
  await page.fill('#code', 'new-shop');
  await button('生成一个').click();
  await button('保存').click();
  await toast('店铺已接入');
  await page
    .locator('.shop', { hasText: '新店铺' })
    .getByText('/hooks/standard/new-shop')
    .waitFor();
});

test('the mode is switched with a question first, and every page says so', async () => {
  await page.goto(`${hub.url}/settings/mode`);
  await button('切换到此模式').first().click();
  await page.locator('.ant-modal-confirm').getByRole('button').last().click();
  await page.getByText('系统处于“仅排队”模式').waitFor();
  assert.equal((await hub.api('/mode')).mode, 'queue_only');
  await page.locator('.ant-modal-confirm').waitFor({ state: 'detached' });
  await button('切换到此模式').first().click();
  await page.locator('.ant-modal-confirm').getByRole('button').last().click();
  await page.getByText('系统处于“仅排队”模式').waitFor({ state: 'detached' });
});

test('how long raw messages are kept is set', async () => {
  await page.goto(`${hub.url}/settings/rules`);
  await page.fill('#raw_days', '90');
  await button('保存').first().click();
  await toast('已保存');
  assert.equal((await hub.api('/retention')).raw_days, 90);
  await page.reload();
  await page.waitForFunction(() => document.querySelector('#raw_days')?.value === '90');
  const tag = await page.evaluate(async () =>
    (await fetch('/api/v1/retention')).headers.get('etag'),
  );
  const body = JSON.stringify({ raw_days: 60 });
  await hub.api('/retention', { method: 'PUT', headers: { 'If-Match': tag }, body });
  await page.fill('#raw_days', '30');
  await button('保存').first().click();
  await page.locator('.problem').getByText('内容已被改过').waitFor();
  await page.waitForFunction(() => document.querySelector('#raw_days')?.value === '60');
  assert.equal((await hub.api('/retention')).raw_days, 60);
});

test('an earlier version of a rule is compared and set again', async () => {
  await page.goto(`${hub.url}/settings/rules`);
  await button('版本历史').first().click();
  const ninety = page.locator('.versions li').nth(1);
  await ninety.getByRole('button', { name: '对比' }).click();
  await ninety.locator('.diff-new', { hasText: '"raw_days": 90' }).waitFor();
  await ninety.getByRole('button', { name: '恢复此版本' }).click();
  await page.locator('.ant-modal-confirm').getByRole('button').last().click();
  await toast('已恢复');
  assert.equal((await hub.api('/retention')).raw_days, 90);
});

test('messages are narrowed by what stands in the address', async () => {
  await page.goto(`${hub.url}/messages?route=config.retention`);
  await rows().first().waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('tbody tr')].every((r) => r.textContent.includes('config.')),
  );
  await page.goto(`${hub.url}/messages?external_id=nowhere`);
  await page.getByText('没有消息').waitFor();
});

test('a key is shown once, however late it is made, and withdrawn', async () => {
  await page.goto(`${hub.url}/settings/keys`);
  await page.getByRole('button', { name: '新建密钥' }).click();
  await page.fill('#name', 'ERP');
  await page.getByRole('button', { name: '安装师傅：地址和商品' }).click();
  await page.fill('#per_minute', '120');
  await page.route(
    '**/api/v1/keys',
    async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ status: 202, json: { message_id: answer.id } });
    },
    { times: 1 },
  );
  await page.locator('.ant-modal').getByRole('button', { name: '新建密钥' }).click();
  const key = (await page.locator('.made-key .number').textContent()).trim();
  const asked = () =>
    fetch(`${hub.url}/api/v1/stats`, { headers: { Authorization: `Bearer ${key}` } });
  assert.equal((await asked()).status, 200);
  await button('我已保存').click();
  const row = page.locator('tr', { hasText: 'ERP' });
  await row.getByText('订单显示: 地址、商品和包裹').waitFor();
  await row.getByText('120', { exact: true }).waitFor();
  await row.getByRole('button', { name: '吊销' }).click();
  await page.locator('.ant-modal-confirm').getByRole('button', { name: '吊销' }).click();
  await toast('已吊销');
  assert.equal((await asked()).status, 401);
});

test('an alert leads to its order, is acknowledged, resolved, and found by its state', async () => {
  const { id } = await orderOf('W-2');
  await hub.api(`/orders/${id}/transitions`, { method: 'POST', body: '{"to":"delivered"}' });
  await page.goto(`${hub.url}/alerts`);
  const mine = page.locator('tbody tr').filter({ has: page.locator(`a[href="/orders/${id}"]`) });
  const row = mine.filter({ hasText: '状态变更被拒绝' }).first();
  await row.getByRole('button', { name: '知晓', exact: true }).click();
  await toast('已记为知晓');
  await button('已知晓').click();
  await page.waitForURL(/state=acknowledged/);
  await row.getByText(/user:\d/).waitFor();
  await row.getByRole('button', { name: '解除', exact: true }).click();
  await page.fill('#reason', '测试订单');
  await button('确认').click();
  await toast('已解除');
  await button('已解除').click();
  await row.getByText('测试订单').waitFor();
  const { items } = await hub.api('/alerts?state=resolved');
  assert.equal(items[0].order_id, id);
  await row.locator('.links a').first().click();
  await page.waitForURL(new RegExp(`/orders/${id}$`));
});

test('calls that were given up have a place of their own', async () => {
  await page.goto(`${hub.url}/review`);
  await page.getByRole('tab', { name: '外发失败' }).click();
  await page.waitForURL(/tab=calls/);
  await page.getByText('没有发送失败的通知').waitFor();
});

tellOfMaps(() => ({ hub, page, until, choose, toast }));
tellOfShops(() => ({ hub, page, choose, toast }));
tellOfCalls(() => ({ hub, page, until }));
tellOfPanel(() => ({ hub, page, until }));
tellOfFiles(() => ({ hub, page, until }));
tellOfStock(() => ({ hub, page, until, toast }));
tellOfPhone(() => ({ hub, page }));
tellOfPeople(() => ({ hub, browser, page, watch, password, waitMs }));

test('everything that can be used has a name', async () => {
  for (const path of [
    '/orders',
    '/stock',
    '/stock/skus',
    '/review',
    '/messages',
    '/messages/calls',
    '/shops',
    '/shops?shop=web-test&tab=settings',
    '/settings/keys',
    '/settings/users',
    '/settings/audit',
    '/settings/status_maps',
    '/settings/status_groups',
  ]) {
    await page.goto(hub.url + path);
    await page.locator('.table tbody tr, .shop').first().waitFor();
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, input, select, textarea')]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.tabIndex >= 0)
        .filter((e) => {
          const label = e.getAttribute('aria-label') || e.getAttribute('title') || e.textContent;
          return !label?.trim() && !e.labels?.length && !e.placeholder;
        })
        .map((e) => e.outerHTML.slice(0, 160)),
    );
    assert.deepEqual(nameless, [], path);
  }
});

test('English by a switch, kept for the next time', async () => {
  await page.goto(`${hub.url}/orders`);
  await button('English').click();
  await page.locator('h1', { hasText: 'Orders' }).waitFor();
  await page.reload();
  await page.locator('h1', { hasText: 'Orders' }).waitFor();
  await button('中文').click();
  await page.locator('h1', { hasText: '订单' }).waitFor();
});

test('who only reads is offered nothing that would be refused', async () => {
  const user = { login: 'reader', role: 'read_only' };
  const made = await hub.api('/users', { method: 'POST', body: JSON.stringify(user) });
  const reader = await newPage(browser, { language: 'en' });
  watch(reader);
  await firstSignIn(reader, 'reader', made.one_time_password);
  assert.equal(await reader.locator('nav a', { hasText: 'Settings' }).count(), 0);
  await reader.goto(`${hub.url}/settings/keys`);
  await reader.getByText('No permission').waitFor();
  await reader.goto(`${hub.url}/review`);
  await reader.locator('.table tbody tr, .nothing').first().waitFor();
  assert.equal(await reader.locator('input[type=checkbox]').count(), 0);
  await reader.context().close();
});

test('who is of one shop is shown that shop and no other, and who asks too often is told to wait', async () => {
  const user = { login: 'of-one-shop', role: 'support', shops: ['web-test'] };
  const made = await hub.api('/users', { method: 'POST', body: JSON.stringify(user) });
  const theirs = await newPage(browser);
  watch(theirs);
  await firstSignIn(theirs, 'of-one-shop', made.one_time_password);
  await theirs.goto(`${hub.url}/shops`);
  await theirs.locator('.shop').first().waitFor();
  assert.equal(await theirs.locator('.shop').count(), 1);
  await theirs.goto(`${hub.url}/orders`);
  await theirs.waitForSelector('.table tbody tr');
  const foreign = (await hub.api('/orders?limit=50')).items.find(({ shop }) => shop !== 'web-test');
  await theirs.goto(`${hub.url}/orders/${foreign.id}`);
  await theirs.getByText('没有找到').waitFor();
  await theirs.goto(`${hub.url}/orders`);
  await theirs.waitForSelector('.table tbody tr');
  await theirs.locator('.search .ant-select').click();
  await theirs.locator('.ant-select-item', { hasText: '手机尾号' }).click();
  await theirs.fill('#search', '5678');
  await theirs.press('#search', 'Enter');
  await theirs.locator('.table tbody tr', { hasText: 'W-1' }).waitFor();
  const limited = { status: 429, headers: { 'Retry-After': '7' }, json: { code: 'rate_limited' } };
  await theirs.route('**/api/v1/shops', (route) => route.fulfill(limited));
  await theirs.goto(`${hub.url}/shops`);
  await theirs.getByText('系统繁忙，请稍后再试').waitFor();
  await theirs.getByText('7 秒后可以再试').waitFor();
  await theirs.context().close();
});

test('an order that is not there and a server that is gone are said plainly', async () => {
  await page.goto(`${hub.url}/orders/999999999`);
  await page.getByText('没有找到').waitFor();
  await page.goto(`${hub.url}/nowhere`);
  await page.getByText('页面不存在').waitFor();
  await page.route('**/api/v1/shops', (route) => route.abort());
  await page.goto(`${hub.url}/shops`);
  await page.getByText('连接不上服务器').waitFor();
  await page.unroute('**/api/v1/shops');
  await button('重试').click();
  await page.locator('.shop').first().waitFor();
});

test('signing out closes the door', async () => {
  await page.getByRole('button', { name: 'admin' }).click();
  await page.getByText('退出登录').click();
  await page.locator('#login').waitFor();
  await page.reload();
  await page.locator('#login').waitFor();
});

test('nothing failed on the way, broke the policy or spoke to a stranger', () => {
  assert.deepEqual(troubles, []);
});
